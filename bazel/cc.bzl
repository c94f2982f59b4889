# SPDX-License-Identifier: Apache-2.0
"""Our C++ rules: every target of ours is compiled with warnings as errors."""

load("@rules_cc//cc:defs.bzl", _cc_binary = "cc_binary", _cc_library = "cc_library", _cc_test = "cc_test")

COPTS = [
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-missing-field-initializers",
    "-Wno-restrict",  # false alarms of GCC 12 on std::string (PR 105651)
    "-fno-omit-frame-pointer",
]

def cc_library(name, copts = [], **kwargs):
    _cc_library(name = name, copts = COPTS + copts, **kwargs)

def cc_binary(name, copts = [], **kwargs):
    _cc_binary(name = name, copts = COPTS + copts, **kwargs)

def cc_test(name, copts = [], deps = [], size = "small", **kwargs):
    """A GoogleTest test; gtest_main is linked in."""
    _cc_test(
        name = name,
        size = size,
        copts = COPTS + copts,
        deps = deps + ["//third_party:gtest_main"],
        **kwargs
    )
