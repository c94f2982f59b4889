// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_EXPLAIN_RENDER_H_
#define FALCO_RUN_APP_EXPLAIN_RENDER_H_

#include <string>

#include "app/palette.h"
#include "engine/explain/explanation.h"

// Explanations for people. Every line ends with a newline.
namespace falco_run::app {

// "event 1: openat by cat: ..."
std::string RenderHeadline(const engine::Explanation& explanation, size_t number,
                           const Palette& palette);

// What became of one rule, and its condition as a tree: macros as headings, each check with
// its mark and what the field was.
std::string RenderRule(const engine::ExplainedRule& rule, const Palette& palette);

// Which rules fired, what they shadowed, and the `nearest` rules that did not match.
std::string RenderOverview(const engine::Explanation& explanation, size_t nearest,
                           const Palette& palette);

// What the marks mean.
std::string RenderLegend(const Palette& palette);

// "fires", "does not fire", ...; one sentence without the rule's name.
std::string VerdictText(const engine::ExplainedRule& rule);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_EXPLAIN_RENDER_H_
