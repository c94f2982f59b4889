// SPDX-License-Identifier: Apache-2.0
#include "injector/review.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "injector/pod_view.h"

namespace falco_run::injector {
namespace {

using Json = nlohmann::json;
using json::Kind;
using json::Value;

constexpr char kGroup[] = "admission.k8s.io/v1";
constexpr int kForbidden = 403;
constexpr size_t kLongestNote = 240;  // the API server wants warnings short
constexpr size_t kMostNotes = 10;

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

std::string NameOf(Value request) {
  const Value metadata = request["object"]["metadata"];
  std::string name(TextOf(metadata["name"]));
  if (name.empty()) name = std::string(TextOf(metadata["generateName"])) + "?";
  return std::string(TextOf(request["namespace"])) + "/" + name;
}

// Shortened without cutting a letter in two.
std::string Short(std::string text) {
  if (text.size() <= kLongestNote) return text;
  size_t end = kLongestNote - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

}  // namespace

absl::StatusOr<Review> ReadReview(Value root) {
  if (!root.Is(Kind::kObject)) return Wrong("an AdmissionReview is an object");
  if (TextOf(root["kind"]) != "AdmissionReview" || TextOf(root["apiVersion"]) != kGroup) {
    return Wrong(std::string("this takes kind AdmissionReview of apiVersion ") + kGroup);
  }
  const Value request = root["request"];
  if (!request.Is(Kind::kObject)) return Wrong("request: must be an object");
  Review review;
  review.uid = std::string(TextOf(request["uid"]));
  if (review.uid.empty()) return Wrong("request.uid: is missing");
  const Value kind = request["kind"];
  if (!kind.Is(Kind::kObject)) return Wrong("request.kind: must be an object");
  const bool is_pod = TextOf(kind["kind"]) == "Pod" && TextOf(kind["group"]).empty() &&
                      TextOf(request["subResource"]).empty();
  if (!is_pod || TextOf(request["operation"]) != "CREATE") return review;
  if (!request["object"].Is(Kind::kObject)) return Wrong("request.object: must be an object");
  review.pod = request["object"];
  review.pod_name = NameOf(request);
  return review;
}

std::string WriteReview(const Review& review, const PodPlan& plan) {
  Json response = {{"uid", review.uid}, {"allowed", !plan.denied}};
  if (plan.denied) {
    response["status"] = {
        {"code", kForbidden},
        {"reason", "Forbidden"},
        {"message", "falco-run cannot be put before the programs of these containers: " +
                        absl::StrJoin(plan.left_alone, "; ") +
                        ". Give them a command, name their images in injector.images, or exclude "
                        "them by the annotation " +
                        kExcludeAnnotation}};
  } else if (!plan.patch.empty()) {
    response["patchType"] = "JSONPatch";
    response["patch"] = absl::Base64Escape(plan.patch.dump());
  }
  std::vector<std::string> warnings = Notes(review, plan);
  for (std::string& warning : warnings) warning = "falco-run: " + warning;
  if (!plan.denied && !warnings.empty()) response["warnings"] = std::move(warnings);
  return Json{{"apiVersion", kGroup}, {"kind", "AdmissionReview"}, {"response", response}}.dump();
}

std::vector<std::string> Notes(const Review& review, const PodPlan& plan) {
  std::vector<std::string> notes;
  for (const std::string& left : plan.left_alone) {
    if (notes.size() == kMostNotes) break;
    notes.push_back(Short(absl::Utf8SafeCHexEscape("not watched: container " + left + " (pod " +
                                                   review.pod_name + ")")));
  }
  return notes;
}

}  // namespace falco_run::injector
