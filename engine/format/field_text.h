// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FORMAT_FIELD_TEXT_H_
#define FALCO_RUN_ENGINE_FORMAT_FIELD_TEXT_H_

#include <string>

#include "engine/fields/value.h"
#include "engine/program/value_table.h"
#include "proto/alert.pb.h"

// Values as alerts show them.
namespace falco_run::engine {

// Appends a present value: lists as (a,b), ancestors blank separated, bytes with a dot for
// what cannot be printed.
void AppendFieldText(const Value& value, const ValueExpr& expr, std::string& out);

// What outputs print of a value: of the names of an address the first, or none.
Value Printed(const Value& value);

// The same, typed. A value that is not there leaves the field without one.
void FillOutputField(const Value& value, const ValueExpr& expr, proto::OutputField& out);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FORMAT_FIELD_TEXT_H_
