// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/source_text.h"

#include <algorithm>
#include <utility>

namespace falco_run::engine {

void SourceText::Add(std::string text, Context context) {
  const size_t begin = whole_.size();
  whole_ += text;
  pieces_.push_back({begin, std::move(text), std::move(context)});
}

void SourceText::Add(const SourceText& other) {
  for (const Piece& piece : other.pieces_) {
    pieces_.push_back({whole_.size() + piece.begin, piece.text, piece.context});
  }
  whole_ += other.whole_;
}

Context SourceText::At(size_t offset) const {
  const Piece* found = &pieces_.front();
  for (const Piece& piece : pieces_) {
    if (piece.begin <= offset) found = &piece;
  }
  const size_t local = std::min(offset - std::min(offset, found->begin), found->text.size());
  return found->context.InCondition(found->text, PositionAt(found->text, local));
}

}  // namespace falco_run::engine
