// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_SOURCE_TEXT_H_
#define FALCO_RUN_ENGINE_LOADER_SOURCE_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/loader/context.h"

namespace falco_run::engine {

// A condition's text put together from several places (definition, appends, exceptions), and
// the way back from an offset in the whole to the place that wrote it.
class SourceText {
 public:
  SourceText() = default;
  SourceText(std::string text, Context context) { Add(std::move(text), std::move(context)); }

  // Text from a place in a file.
  void Add(std::string text, Context context);
  // Text of ours between the pieces.
  void AddGlue(std::string_view text) { whole_ += text; }
  // All pieces of `other`.
  void Add(const SourceText& other);

  const std::string& text() const { return whole_; }
  bool empty() const { return pieces_.empty(); }

  // The context of an offset: the piece it is in, with a snippet of that piece. Needs at
  // least one piece.
  Context At(size_t offset) const;

 private:
  struct Piece {
    size_t begin;
    std::string text;
    Context context;
  };
  std::string whole_;
  std::vector<Piece> pieces_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_SOURCE_TEXT_H_
