// SPDX-License-Identifier: Apache-2.0
// Any bytes as what is posted to the injector, and any JSON as a pod: there is an answer or a
// reason, the patch can be applied, and the pod that comes of it needs no other.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "injector/pod_plan.h"
#include "injector/review.h"
#include "json/document.h"
#include "json/utf8.h"

namespace falco_run::injector {
namespace {

using Json = nlohmann::json;

constexpr json::Limits kLimits = {.size = 1 << 20, .values = 1 << 14, .depth = 100};

void Require(bool good) {
  if (!good) std::abort();
}

const PodOptions& Options() {
  static const PodOptions* const options = [] {
    auto* o = new PodOptions;
    o->image = "falco-run:1";
    o->config_map = "falco-run";
    o->token_secret = "hub";
    o->init_containers = true;
    o->label_needed = false;
    o->images = {{"nginx", {{"/entry"}, {"nginx"}}}, {"empty", {}}};
    return o;
  }();
  return *options;
}

// What the API server is told about a pod; "" if it is refused.
std::string Answer(json::Document& document, const std::string& body, PodPlan& plan) {
  if (!json::IsUtf8(body) || !document.Parse(body).ok()) return "";
  const auto review = ReadReview(document.root());
  if (!review.ok()) {
    Require(!review.status().message().empty());
    return "";
  }
  plan.selected = false;
  if (review->pod) {
    auto planned = PlanPod(review->pod, Options());
    if (!planned.ok()) {
      Require(!planned.status().message().empty());
      return "";
    }
    plan = *std::move(planned);
  }
  return WriteReview(*review, plan);
}

Json ReviewOf(const Json& pod) {
  return {{"apiVersion", "admission.k8s.io/v1"},
          {"kind", "AdmissionReview"},
          {"request",
           {{"uid", "1"}, {"kind", {{"kind", "Pod"}}}, {"operation", "CREATE"}, {"object", pod}}}};
}

void Run(const std::string& text) {
  static json::Document document(kLimits);
  PodPlan plan;
  if (const std::string answer = Answer(document, text, plan); !answer.empty()) {
    Require(Json::accept(answer));
  }
  if (!document.Parse(text).ok()) return;
  // Written again, so that no name is there twice: the two libraries take different ones.
  const Json pod = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!pod.is_object()) return;
  plan = PodPlan();
  const std::string answer = Answer(document, ReviewOf(pod).dump(), plan);
  if (answer.empty()) return;
  Require(Json::accept(answer));
  const Json patched = pod.patch(plan.patch);
  PodPlan again;
  Require(!Answer(document, ReviewOf(patched).dump(), again).empty());
  Require(again.patch.empty() && again.injected == plan.injected &&
          again.left_alone == plan.left_alone);
}

}  // namespace
}  // namespace falco_run::injector

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  falco_run::injector::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
