// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_VALUE_H_
#define FALCO_RUN_ENGINE_FIELDS_VALUE_H_

#include <cstdint>
#include <new>
#include <string_view>
#include <type_traits>

namespace falco_run::engine {

enum class ValueType : uint8_t {
  kInt,
  kUint,
  kPort,
  kRelTime,
  kAbsTime,
  kBool,
  kDouble,
  kString,
  kBytes,
  kIp,
  kNet,
  kDynamic,  // evt.rawarg: decided by the parameter
  kOpaque,   // can only be asked for existence
};

constexpr bool IsUnsigned(ValueType t) {
  return t == ValueType::kUint || t == ValueType::kPort || t == ValueType::kRelTime ||
         t == ValueType::kAbsTime;
}
constexpr bool IsInteger(ValueType t) { return t == ValueType::kInt || IsUnsigned(t); }

// A field's value for one event: a view into the event, the process table or the event's
// arena; valid until the next event. Copying is cheap, nothing is owned.
struct Value {
  enum class State : uint8_t {
    kNull,     // the event has no such value: every check on it is false
    kUnknown,  // depends on the outcome of the call, which is not known
    kRange,    // an integer in [i, hi] that depends on the outcome
    kPresent,
  };
  enum class Shape : uint8_t {
    kOne,
    kList,  // a list field
    kAny,   // several candidates, a check holds if it holds for one (ancestors)
    kPair,  // all of them count, both ends of a connection or the names of an address: as kAny,
            // but != holds if it holds for all. Without any it does not exist, and != holds
  };

  State state = State::kNull;
  Shape shape = Shape::kOne;
  ValueType type = ValueType::kString;
  bool b = false;
  uint32_t count = 0;  // of items
  union {
    int64_t i;
    uint64_t u;
    double d;
    const Value* items;  // for shapes other than kOne
  };
  int64_t hi = 0;
  std::string_view s;  // strings, bytes; addresses as 4 or 16 bytes in network order

  Value() : i(0) {}

  static Value Null() { return Value(); }
  static Value Unknown() { return OfState(State::kUnknown); }
  static Value Int(int64_t v) {
    Value r = Present(ValueType::kInt);
    r.i = v;
    return r;
  }
  static Value Range(int64_t lo, int64_t hi) {
    if (lo == hi) return Int(lo);
    Value r = OfState(State::kRange);
    r.type = ValueType::kInt;
    r.i = lo;
    r.hi = hi;
    return r;
  }
  static Value Uint(uint64_t v, ValueType type = ValueType::kUint) {
    Value r = Present(type);
    r.u = v;
    return r;
  }
  static Value Bool(bool v) {
    Value r = Present(ValueType::kBool);
    r.b = v;
    return r;
  }
  static Value Double(double v) {
    Value r = Present(ValueType::kDouble);
    r.d = v;
    return r;
  }
  static Value String(std::string_view v) {
    Value r = Present(ValueType::kString);
    r.s = v;
    return r;
  }
  static Value Bytes(std::string_view v) {
    Value r = Present(ValueType::kBytes);
    r.s = v;
    return r;
  }
  static Value Ip(std::string_view address) {
    Value r = Present(ValueType::kIp);
    r.s = address;
    return r;
  }
  // No items = null.
  static Value Many(Shape shape, const Value* items, uint32_t count) {
    if (count == 0) return Null();
    Value r = Present(items[0].type);
    r.shape = shape;
    r.items = items;
    r.count = count;
    return r;
  }

  bool present() const { return state == State::kPresent; }
  bool null() const { return state == State::kNull; }

  // Both stand for the very same bytes: no check can tell them apart. (The reverse does not
  // hold: equal texts at different places are not identical.)
  bool Identical(const Value& o) const {
    return state == o.state && shape == o.shape && type == o.type && b == o.b && count == o.count &&
           u == o.u && hi == o.hi && s.data() == o.s.data() && s.size() == o.s.size();
  }

 private:
  static Value OfState(State s) {
    Value r;
    r.state = s;
    return r;
  }
  static Value Present(ValueType t) {
    Value r;
    r.state = State::kPresent;
    r.type = t;
    return r;
  }
};

// out = make(), but made in place: the copy would wait for what was just written.
template <typename F>
void MakeIn(Value& out, F make) {
  static_assert(std::is_trivially_destructible_v<Value>);
  new (&out) Value(make());
}

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_VALUE_H_
