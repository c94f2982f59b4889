// SPDX-License-Identifier: Apache-2.0
#include "http/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace falco_run::http {
namespace {

// Where systems keep their certificates; a static binary runs in any image.
constexpr const char* kSystemCertificates[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Alpine, distroless
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // the same, newer
    "/etc/ssl/ca-bundle.pem",                             // SUSE
    "/etc/ssl/cert.pem",                                  // Alpine, Arch
};

// The system's error comes first, OpenSSL's most telling one last.
std::string TakeErrors() {
  const unsigned long first = ERR_peek_error();
  const unsigned long last = ERR_peek_last_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(first)) return std::strerror(ERR_GET_REASON(first));
  const char* reason = last != 0 ? ERR_reason_error_string(last) : nullptr;
  return reason != nullptr ? reason : "unknown reason";
}

absl::Status Unusable(const char* what, const std::string& file) {
  return absl::InvalidArgumentError(absl::StrCat(what, " ", file, ": ", TakeErrors()));
}

absl::StatusOr<TlsContext> MakeContext(const SSL_METHOD* method) {
  // Threads may still be busy when the process exits: nothing is torn down then.
  static const bool ready = OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr) == 1 &&
                            OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr) == 1;
  if (!ready) return absl::InternalError("OpenSSL does not start");
  TlsContext context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) return absl::ResourceExhaustedError("no memory for TLS");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
  // OpenSSL would ask for a passphrase on the terminal.
  SSL_CTX_set_default_passwd_cb(context.get(), [](char*, int, int, void*) { return -1; });
  return context;
}

absl::Status UseCertificate(SSL_CTX* context, const std::string& cert_file,
                            const std::string& key_file) {
  if (SSL_CTX_use_certificate_chain_file(context, cert_file.c_str()) != 1) {
    return Unusable("certificate", cert_file);
  }
  const std::string& key = key_file.empty() ? cert_file : key_file;
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Unusable("key", key);
  }
  return absl::OkStatus();
}

absl::Status TrustSystem(SSL_CTX* context) {
  if (const char* file = std::getenv("SSL_CERT_FILE"); file != nullptr && *file != '\0') {
    if (SSL_CTX_load_verify_file(context, file) == 1) return absl::OkStatus();
    return Unusable("SSL_CERT_FILE", file);
  }
  for (const char* file : kSystemCertificates) {
    if (access(file, R_OK) == 0 && SSL_CTX_load_verify_file(context, file) == 1) {
      return absl::OkStatus();
    }
  }
  ERR_clear_error();
  return absl::InvalidArgumentError(
      "no CA certificates found on this system to verify https servers with; "
      "install ca-certificates or name a CA file");
}

}  // namespace

absl::StatusOr<TlsContext> MakeClientTls(const TlsOptions& options) {
  absl::StatusOr<TlsContext> context = MakeContext(TLS_client_method());
  if (!context.ok()) return context;
  SSL_CTX* const ctx = context->get();
  if (!options.cert_file.empty()) {
    absl::Status used = UseCertificate(ctx, options.cert_file, options.key_file);
    if (!used.ok()) return used;
  } else if (!options.key_file.empty()) {
    return absl::InvalidArgumentError("a TLS key without its certificate");
  }
  if (!options.verify) return context;

  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, nullptr);
  if (!options.ca_file.empty() && SSL_CTX_load_verify_file(ctx, options.ca_file.c_str()) != 1) {
    return Unusable("CA file", options.ca_file);
  }
  if (!options.ca_path.empty()) {
    if (access(options.ca_path.c_str(), R_OK | X_OK) != 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("CA directory ", options.ca_path, ": ", std::strerror(errno)));
    }
    if (SSL_CTX_load_verify_dir(ctx, options.ca_path.c_str()) != 1) {
      return Unusable("CA directory", options.ca_path);
    }
  }
  if (options.ca_file.empty() && options.ca_path.empty()) {
    absl::Status trusted = TrustSystem(ctx);
    if (!trusted.ok()) return trusted;
  }
  return context;
}

absl::StatusOr<TlsContext> MakeServerTls(const ServerTlsOptions& options) {
  absl::StatusOr<TlsContext> context = MakeContext(TLS_server_method());
  if (!context.ok()) return context;
  SSL_CTX* const ctx = context->get();
  absl::Status used = UseCertificate(ctx, options.cert_file, options.key_file);
  if (!used.ok()) return used;
  // Sessions that are resumed belong to this server; without it, those of clients with
  // certificates are refused.
  constexpr unsigned char kContext[] = "falco-run";
  SSL_CTX_set_session_id_context(ctx, kContext, sizeof kContext - 1);
  if (options.client_ca_file.empty()) return context;

  const char* const ca = options.client_ca_file.c_str();
  STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(ca);
  if (names == nullptr) return Unusable("client CA file", options.client_ca_file);
  SSL_CTX_set_client_CA_list(ctx, names);
  if (SSL_CTX_load_verify_file(ctx, ca) != 1) {
    return Unusable("client CA file", options.client_ca_file);
  }
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return context;
}

bool ExpectServer(SSL* ssl, const std::string& host) {
  unsigned char address[16];
  if (inet_pton(AF_INET, host.c_str(), address) == 1 ||
      inet_pton(AF_INET6, host.c_str(), address) == 1) {
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  }
  return SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 && SSL_set1_host(ssl, host.c_str()) == 1;
}

std::string HandshakeError(SSL* ssl, unsigned long error) {
  if (ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    const long result = SSL_get_verify_result(ssl);
    return absl::StrCat("the certificate does not verify: ", X509_verify_cert_error_string(result));
  }
  const char* reason = ERR_reason_error_string(error);
  return absl::StrCat("TLS: ", reason != nullptr ? reason : "unknown reason");
}

std::string PeerSubject(SSL* ssl) {
  const X509* certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr) return {};
  std::unique_ptr<BIO, decltype(&BIO_free_all)> out(BIO_new(BIO_s_mem()), BIO_free_all);
  if (!out ||
      X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253) < 0) {
    return {};
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<size_t>(size)};
}

}  // namespace falco_run::http
