// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TESTS_CONFORMANCE_KINDS_H_
#define FALCO_RUN_TESTS_CONFORMANCE_KINDS_H_

#include <string>

#include "engine/loader/loader_options.h"
#include "tests/conformance/tally.h"

// One function a corpus kind, each in a file of its name. A kind whose file is absent counts
// one skip.
namespace falco_run::conformance {

// How rules are loaded: with the engine's checkers, all sources known.
engine::LoaderOptions MakeLoaderOptions();

// conditions/parser_accept.txt and parser_reject.txt
void RunParserCases(const std::string& corpus, Tally& tally);

// conditions/filter_compile_cases.jsonl: which conditions compile, with which hints
void RunFilterCompileCases(const std::string& corpus, Tally& tally);

// conditions/filter_eval_cases.jsonl: what they say about an event
void RunFilterEvalCases(const std::string& corpus, Tally& tally);

// rules_files/rule_loader_cases.jsonl
void RunRuleLoaderCases(const std::string& corpus, Tally& tally);

// rules_files/testing_falco_cases.jsonl: whether the rules load, and with which problems
void RunTestingFalcoCases(const std::string& corpus, Tally& tally);

// stock_rules/*.yaml load without errors
void RunStockRules(const std::string& corpus, Tally& tally);

// k8s_audit/cases.jsonl: audit events, and how often each rule fires
void RunK8sAuditCases(const std::string& corpus, Tally& tally);

}  // namespace falco_run::conformance

#endif  // FALCO_RUN_TESTS_CONFORMANCE_KINDS_H_
