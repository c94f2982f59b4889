# SPDX-License-Identifier: Apache-2.0
"""pkg_config_repository(): cc_library targets for system packages, one per pkg-config
module set.  Adds nothing but link options."""

def _impl(rctx):
    pc = rctx.which("pkg-config") or rctx.which("pkgconf")
    if not pc:
        fail("pkg-config is not installed")
    out = [
        'load("@rules_cc//cc:defs.bzl", "cc_library")',
        'package(default_visibility = ["//visibility:public"])',
    ]
    for name, spec in rctx.attr.modules.items():
        r = rctx.execute([pc, "--static", "--libs"] + spec.split(" "))
        if r.return_code != 0:
            fail("pkg-config %s: %s\ninstall the -dev packages listed in README.md" % (spec, r.stderr))
        libs = [x for x in r.stdout.strip().split(" ") if x and not x.startswith("-L")]
        # --static lists private libraries too: harmless with --as-needed.
        out.append("cc_library(name = %s, linkopts = %s)" % (repr(name), repr(
            ["-Wl,--push-state,--as-needed"] + libs + ["-Wl,--pop-state"],
        )))
    rctx.file("BUILD.bazel", "\n".join(out) + "\n")

pkg_config_repository = repository_rule(
    implementation = _impl,
    attrs = {"modules": attr.string_dict()},
    local = True,
    environ = ["PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR"],
)
