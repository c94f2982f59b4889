// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_TLS_H_
#define FALCO_RUN_HTTP_TLS_H_

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "http/tls_options.h"

namespace falco_run::http {

// Certificates, keys and rules, shared by connections.
using TlsContext = std::shared_ptr<SSL_CTX>;

// InvalidArgument: a file that cannot be used, named in the message. OpenSSL's configuration file
// is not read: it could load code from the image that is watched.
absl::StatusOr<TlsContext> MakeClientTls(const TlsOptions& options);
absl::StatusOr<TlsContext> MakeServerTls(const ServerTlsOptions& options);

// Before a client's handshake: sends `host` as SNI, unless it is an address, and verifies that the
// certificate is for it if the context verifies at all.
bool ExpectServer(SSL* ssl, const std::string& host);

// Why a handshake failed; `error` is OpenSSL's code.
std::string HandshakeError(SSL* ssl, unsigned long error);

// The subject of the certificate that the other side showed, as in RFC 2253; or empty.
std::string PeerSubject(SSL* ssl);

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_TLS_H_
