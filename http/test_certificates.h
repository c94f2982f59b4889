// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_TEST_CERTIFICATES_H_
#define FALCO_RUN_HTTP_TEST_CERTIFICATES_H_

#include <memory>
#include <string>
#include <vector>

namespace falco_run::http {

// An authority that makes certificates for tests, as files in a folder of its own that is removed
// in the end. Aborts when OpenSSL does not do its part.
class TestAuthority {
 public:
  TestAuthority();
  ~TestAuthority();

  struct Files {
    std::string cert;
    std::string key;
  };

  const std::string& folder() const { return folder_; }
  std::string ca_file() const { return folder_ + "/ca.pem"; }

  // `names` are DNS names and IP addresses: "localhost", "127.0.0.1". `file` names the files.
  // `days` may be negative: expired.
  Files Make(const std::string& file, const std::string& common_name,
             const std::vector<std::string>& names, int days = 1);

 private:
  struct Key;

  std::string folder_;
  std::unique_ptr<Key> ca_;
  int serial_ = 1;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_TEST_CERTIFICATES_H_
