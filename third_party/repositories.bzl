# SPDX-License-Identifier: Apache-2.0
"""External repositories: system libraries only; nothing is downloaded by us."""

load("//third_party:pkg_config.bzl", "pkg_config_repository")

# @system//:<key> = the link options of these pkg-config modules.
SYSTEM_MODULES = {
    "absl": " ".join(["absl_" + m for m in [
        "cleanup",
        "flat_hash_map",
        "flat_hash_set",
        "hash",
        "node_hash_map",
        "random_random",
        "status",
        "statusor",
        "str_format",
        "strings",
        "synchronization",
        "time",
    ]]),
    "benchmark": "benchmark",
    "grpc++": "grpc++ protobuf",
    "gtest": "gmock gtest",
    "gtest_main": "gtest_main",
    "hiredis": "hiredis",
    "openssl": "libssl libcrypto",
    "protobuf": "protobuf",
    "pugixml": "pugixml",
    "re2": "re2",
    "seccomp": "libseccomp",
    "yaml_cpp": "yaml-cpp",
    "zlib": "zlib",
    "zstd": "libzstd",
}

def falco_run_repositories():
    pkg_config_repository(name = "system", modules = SYSTEM_MODULES)

    # Debian's bazel-bootstrap is Bazel 4.2.3 built without a version label, so
    # native.bazel_version is "" there. It would download three helper
    # repositories; give it stubs. Other releases fetch their own.
    v = native.bazel_version
    if not v or v.startswith("4."):
        for name in ["rules_cc", "rules_java", "remote_coverage_tools"]:
            native.local_repository(name = name, path = "third_party/bazel4/" + name)
