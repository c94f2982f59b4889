// SPDX-License-Identifier: Apache-2.0
#include "http/test_certificates.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace falco_run::http {
namespace {

void Check(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "test certificates: %s failed\n", what);
  std::abort();
}

void Extend(X509* certificate, int what, const std::string& value, X509* issuer) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
  Check(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, "an extension");
  X509_EXTENSION_free(extension);
}

bool IsAddress(const std::string& name) {
  unsigned char bytes[16];
  return inet_pton(AF_INET, name.c_str(), bytes) == 1 ||
         inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

}  // namespace

struct TestAuthority::Key {
  ~Key() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }

  X509* certificate = X509_new();
  EVP_PKEY* key = EVP_EC_gen("P-256");
};

namespace {

// Fills in what all certificates have; then extensions and Sign.
void Fill(X509* certificate, EVP_PKEY* key, const std::string& common_name, int serial, int days) {
  constexpr long kDay = 24 * 3600;
  Check(key != nullptr, "making a key");
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -10 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate), days * kDay);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
  Check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1, "the name");
}

void WriteCertificate(X509* certificate, const std::string& path) {
  FILE* file = std::fopen(path.c_str(), "w");
  Check(file != nullptr && PEM_write_X509(file, certificate) == 1 && std::fclose(file) == 0,
        "writing a certificate");
}

}  // namespace

TestAuthority::TestAuthority() : ca_(std::make_unique<Key>()) {
  std::string pattern = (std::filesystem::temp_directory_path() / "certificates.XXXXXX").string();
  Check(mkdtemp(pattern.data()) != nullptr, "making a folder");
  folder_ = pattern;
  X509* ca = ca_->certificate;
  Fill(ca, ca_->key, "Test Authority", serial_++, 1);
  X509_set_issuer_name(ca, X509_get_subject_name(ca));
  Extend(ca, NID_basic_constraints, "critical,CA:TRUE", ca);
  Extend(ca, NID_subject_key_identifier, "hash", ca);
  Check(X509_sign(ca, ca_->key, EVP_sha256()) > 0, "signing");
  WriteCertificate(ca, ca_file());
}

TestAuthority::~TestAuthority() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

TestAuthority::Files TestAuthority::Make(const std::string& file, const std::string& common_name,
                                         const std::vector<std::string>& names, int days) {
  const Key made;
  Fill(made.certificate, made.key, common_name, serial_++, days);
  X509_set_issuer_name(made.certificate, X509_get_subject_name(ca_->certificate));
  std::string alternatives;
  for (const std::string& name : names) {
    if (!alternatives.empty()) alternatives += ",";
    alternatives += (IsAddress(name) ? "IP:" : "DNS:") + name;
  }
  if (!alternatives.empty()) {
    Extend(made.certificate, NID_subject_alt_name, alternatives, ca_->certificate);
  }
  Extend(made.certificate, NID_authority_key_identifier, "keyid", ca_->certificate);
  Check(X509_sign(made.certificate, ca_->key, EVP_sha256()) > 0, "signing");
  const Files files{folder_ + "/" + file + ".pem", folder_ + "/" + file + ".key"};
  WriteCertificate(made.certificate, files.cert);
  FILE* out = std::fopen(files.key.c_str(), "w");
  Check(out != nullptr &&
            PEM_write_PrivateKey(out, made.key, nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
            std::fclose(out) == 0,
        "writing a key");
  return files;
}

}  // namespace falco_run::http
