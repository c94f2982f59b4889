// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_PROXY_H_
#define FALCO_RUN_HTTP_PROXY_H_

#include <functional>
#include <optional>
#include <string>

namespace falco_run::http {

// The proxy that the environment names for a URL, for ClientOptions::proxy; or "". As curl and Go
// read it: HTTPS_PROXY or HTTP_PROXY by the URL's scheme, else ALL_PROXY, in lower case first.
// NO_PROXY is a list with commas: host names, which stand for their subdomains, too, addresses,
// networks (10.0.0.0/8), each with or without a port, or "*". Never for this machine itself
// (localhost, 127.0.0.0/8, ::1).
//
//   options.proxy = ProxyFromEnvironment(options.url);
std::string ProxyFromEnvironment(const std::string& url);

// The same with any source of variables.
using ReadVariable = std::function<std::optional<std::string>(const std::string& name)>;
std::string ProxyFromEnvironment(const std::string& url, const ReadVariable& read);

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_PROXY_H_
