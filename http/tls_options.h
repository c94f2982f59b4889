// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_TLS_OPTIONS_H_
#define FALCO_RUN_HTTP_TLS_OPTIONS_H_

#include <string>

namespace falco_run::http {

// How an https server is checked, and what is shown to it. All files are PEM.
struct TlsOptions {
  bool verify = true;       // the certificate's chain and its name
  std::string ca_file;      // instead of the system's certificates; both: either may vouch
  std::string ca_path;      // a directory made by `openssl rehash`
  std::string cert_file;    // the client's certificate and its chain
  std::string key_file;     // its key; empty: in cert_file, too
  std::string server_name;  // SNI and the name to verify; empty: the URL's host
};

// What an https server shows, and whom it lets in. All files are PEM.
struct ServerTlsOptions {
  std::string cert_file;       // the certificate and its chain; empty: plain http
  std::string key_file;        // its key; empty: in cert_file, too
  std::string client_ca_file;  // not empty: clients must show a certificate that this vouches for
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_TLS_OPTIONS_H_
