# SPDX-License-Identifier: Apache-2.0
"""cc_proto(): .proto -> cc_library with the system protoc (Debian: protobuf-compiler,
protobuf-compiler-grpc)."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def cc_proto(name, src, deps = [], grpc = False, **kwargs):
    base = src[:-len(".proto")]
    outs = [base + ".pb.h", base + ".pb.cc"]
    plugin = ""
    if grpc:
        outs += [base + ".grpc.pb.h", base + ".grpc.pb.cc"]
        plugin = " --plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin --grpc_out=$(GENDIR)"
    native.filegroup(
        name = name + "_srcs",
        srcs = [src] + [d + "_srcs" for d in deps],
    )
    native.genrule(
        name = name + "_gen",
        srcs = [":" + name + "_srcs"],
        outs = outs,
        cmd = "/usr/bin/protoc -I. -I$(GENDIR) --cpp_out=$(GENDIR)%s %s/%s" % (plugin, native.package_name(), src),
        message = "Generating C++ from",
    )
    cc_library(
        name = name,
        srcs = [o for o in outs if o.endswith(".cc")],
        hdrs = [o for o in outs if o.endswith(".h")],
        copts = ["-w"],
        deps = deps + ["//third_party:grpc++" if grpc else "//third_party:protobuf"],
        **kwargs
    )
