// SPDX-License-Identifier: Apache-2.0
// What the chat services get.
#include "outputs/sinks/chat.h"
#include "outputs/sinks/sink_test_util.h"

namespace falco_run::outputs {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ChatSinksTest : public SinkTest {
 protected:
  static std::vector<std::string> Names(const Json& items, const char* key) {
    std::vector<std::string> names;
    for (const Json& item : items) names.push_back(item.at(key));
    return names;
  }
};

proto::Alert LongAlert() {
  proto::Alert alert = SomeAlert();
  std::string text;
  while (text.size() < 100'000) text += "é<*_`";
  alert.set_message(text);
  alert.set_rule(text.substr(0, 1001));
  for (int i = 0; i < 200; ++i) AddText("f" + std::to_string(i), text.substr(0, 3000), alert);
  return alert;
}

TEST_F(ChatSinksTest, Slack) {
  const auto request = Deliver(
      "slack",
      "slack: {webhookurl: $URL/services/X, channel: '#ops', username: me, icon: ':skull:',\n"
      "  footer: f, messageformat: '<!here> {{ .Rule }} by {{ index .OutputFields \"user.name\" }} "
      "{{ .Output }}'}");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/services/X");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "application/json");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["channel"], "#ops");
  EXPECT_EQ(body["username"], "me");
  EXPECT_EQ(body["icon_emoji"], ":skull:");
  EXPECT_FALSE(body.contains("icon_url"));
  EXPECT_EQ(body["text"],
            "<!here> Shell in container by ro,ot=\\ 12:00:00.000000000: Warning a &lt;shell&gt; "
            "&amp; more");
  ASSERT_EQ(body["attachments"].size(), 1u);
  const Json& attachment = body["attachments"][0];
  EXPECT_EQ(attachment["color"], "#ffff00");
  EXPECT_EQ(attachment["footer"], "f");
  EXPECT_EQ(attachment["text"], EscapeHtml(kOutput));
  EXPECT_EQ(attachment["fallback"], EscapeHtml(kOutput));
  EXPECT_THAT(Names(attachment["fields"], "title"),
              ElementsAre("rule", "priority", "source", "hostname", "tags", "proc.name", "proc.pid",
                          "user.name", "time"));
  EXPECT_EQ(attachment["fields"][0],
            Json({{"title", "rule"}, {"value", "Shell in container"}, {"short", true}}));
  EXPECT_EQ(attachment["fields"][6]["value"], "42");
  EXPECT_EQ(attachment["fields"][8], Json({{"title", "time"}, {"value", kTime}, {"short", false}}));
}

TEST_F(ChatSinksTest, SlackWithFewerWords) {
  Json body =
      BodyOf(Deliver("slack", "slack: {webhookurl: $URL/, outputformat: text, icon: http://i/}"));
  EXPECT_FALSE(body["attachments"][0].contains("fields"));
  EXPECT_FALSE(body.contains("text"));
  EXPECT_EQ(body["icon_url"], "http://i/");
  EXPECT_EQ(body["username"], "falco-run");
  body = BodyOf(Deliver("slack", "slack: {webhookurl: $URL/, outputformat: fields}"));
  EXPECT_FALSE(body["attachments"][0].contains("text"));
  EXPECT_EQ(body["attachments"][0]["fields"].size(), 9u);
}

TEST_F(ChatSinksTest, AMessageFormatThatIsNoneIsFoundAtOnce) {
  for (const char* name : {"slack", "mattermost", "rocketchat", "googlechat"}) {
    EXPECT_EQ(
        MakeError(name, std::string(name) + ": {webhookurl: $URL/, messageformat: '{{ .Rul }}'}"),
        "messageformat, 1:4: there is no .Rul; there are .UUID .Output .Priority .Rule .Time "
        ".OutputFields .Source .Tags .Hostname")
        << name;
  }
  // What only the alert brings up takes nobody's alert away.
  const Json body =
      BodyOf(Deliver("slack", "slack: {webhookurl: $URL/, messageformat: '{{ index .Tags 7 }}'}"));
  EXPECT_EQ(body["text"], "(messageformat, 1:4: index 7 of a list of 2)");
}

TEST_F(ChatSinksTest, MattermostAndRocketchatTakeSlacksFormat) {
  for (const std::string name : {"mattermost", "rocketchat"}) {
    const auto request = Deliver(
        name,
        name + ": {webhookurl: $URL/hooks/y, messageformat: '**{{ .Priority }}**', footer: f}");
    EXPECT_EQ(request.target, "/hooks/y");
    const Json body = BodyOf(request);
    EXPECT_EQ(body["text"], "**Warning**");
    EXPECT_EQ(body["attachments"][0]["text"], kOutput);
    EXPECT_EQ(body["attachments"][0]["fields"].size(), 9u);
  }
}

TEST_F(ChatSinksTest, Teams) {
  const auto request =
      Deliver("teams", "teams: {webhookurl: $URL/webhook/z, activityimage: http://i/}");
  EXPECT_EQ(request.target, "/webhook/z");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["@type"], "MessageCard");
  EXPECT_EQ(body["@context"], "http://schema.org/extensions");
  EXPECT_EQ(body["themeColor"], "ffff00");
  EXPECT_EQ(body["summary"], kOutput);
  ASSERT_EQ(body["sections"].size(), 1u);
  const Json& section = body["sections"][0];
  EXPECT_EQ(section["activityImage"], "http://i/");
  EXPECT_EQ(section["activitySubTitle"], kTime);
  EXPECT_EQ(section["text"], kOutput);
  EXPECT_EQ(section["markdown"], false);
  EXPECT_EQ(section["facts"].size(), 9u);
  EXPECT_EQ(section["facts"][0], Json({{"name", "rule"}, {"value", "Shell in container"}}));
  const Json facts =
      BodyOf(Deliver("teams", "teams: {webhookurl: $URL/, outputformat: facts}"))["sections"][0];
  EXPECT_FALSE(facts.contains("text"));
  EXPECT_TRUE(facts.contains("facts"));
}

TEST_F(ChatSinksTest, TeamsCardsFit) {
  EXPECT_LE(Deliver("teams", "teams: {webhookurl: $URL/}", LongAlert()).body.size(), 28'000u);
}

TEST_F(ChatSinksTest, Discord) {
  const auto request =
      Deliver("discord", "discord: {webhookurl: $URL/api/webhooks/1/x, icon: http://i/}");
  EXPECT_EQ(request.target, "/api/webhooks/1/x");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["avatar_url"], "http://i/");
  EXPECT_EQ(body["allowed_mentions"], Json({{"parse", Json::array()}}));
  ASSERT_EQ(body["embeds"].size(), 1u);
  const Json& embed = body["embeds"][0];
  EXPECT_EQ(embed["color"], 0xffff00);
  EXPECT_EQ(embed["description"], "12:00:00.000000000: Warning a \\<shell\\> & more");
  EXPECT_EQ(embed["fields"].size(), 9u);
  EXPECT_EQ(embed["fields"][0],
            Json({{"name", "rule"}, {"value", "``Shell in container``"}, {"inline", true}}));
}

TEST_F(ChatSinksTest, DiscordsLimitsHold) {
  const Json body = BodyOf(Deliver("discord", "discord: {webhookurl: $URL/}", LongAlert()));
  const Json& embed = body["embeds"][0];
  EXPECT_LE(embed["fields"].size(), 25u);
  size_t total = embed["description"].get<std::string>().size();
  EXPECT_LE(total, 4096u);
  for (const Json& field : embed["fields"]) {
    EXPECT_LE(field["name"].get<std::string>().size(), 256u);
    EXPECT_LE(field["value"].get<std::string>().size(), 1024u);
    EXPECT_GT(field["value"].get<std::string>().size(), 4u);
    total += field["name"].get<std::string>().size() + field["value"].get<std::string>().size();
  }
  EXPECT_LE(total, 6000u);
}

TEST_F(ChatSinksTest, Googlechat) {
  const auto request =
      Deliver("googlechat",
              "googlechat: {webhookurl: '$URL/v1/spaces/A/messages?key=k&token=t', messageformat: "
              "'<users/all> *{{ .Output }}*'}");
  EXPECT_EQ(request.target, "/v1/spaces/A/messages?key=k&token=t");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "application/json; charset=UTF-8");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["text"], "<users/all> *" + EscapeHtml(kOutput) + "*");
  ASSERT_EQ(body["cardsV2"].size(), 1u);
  EXPECT_EQ(body["cardsV2"][0]["cardId"], "run-1/7");
  const Json& widgets = body["cardsV2"][0]["card"]["sections"][0]["widgets"];
  ASSERT_EQ(widgets.size(), 10u);
  EXPECT_EQ(widgets[0]["textParagraph"]["text"], EscapeHtml(kOutput));
  EXPECT_EQ(widgets[1]["decoratedText"]["topLabel"], "rule");
  EXPECT_EQ(widgets[1]["decoratedText"]["text"], "Shell in container");
  const Json text =
      BodyOf(Deliver("googlechat", "googlechat: {webhookurl: $URL/, outputformat: text}"));
  EXPECT_EQ(text, Json({{"text", EscapeHtml(kOutput)}}));
  EXPECT_LE(Deliver("googlechat", "googlechat: {webhookurl: $URL/}", LongAlert()).body.size(),
            32'000u);
}

TEST_F(ChatSinksTest, Telegram) {
  const auto request = Deliver(
      "telegram", "telegram: {token: '12:Ab', chatid: -100123, messagethreadid: 5, apiurl: $URL}");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/bot12:Ab/sendMessage");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["chat_id"], "-100123");
  EXPECT_EQ(body["message_thread_id"], "5");
  EXPECT_EQ(body["parse_mode"], "MarkdownV2");
  EXPECT_EQ(body["disable_web_page_preview"], true);
  const std::string text = body["text"];
  EXPECT_THAT(text, testing::StartsWith("*\\[Falco\\] \\[Warning\\] Shell in container*\n\n"));
  EXPECT_THAT(text, AllOf(HasSubstr("• *proc\\.name*: sh\n"), HasSubstr("• *hostname*: web\\-1\n"),
                          HasSubstr("• *user\\.name*: ro,ot\\=\\\\\n"),
                          HasSubstr("*Output*: 12:00:00\\.000000000: Warning a <shell\\> & more")));
  EXPECT_EQ(MakeError("telegram", "telegram: {token: x}"), "token and chatid are both needed");
}

TEST_F(ChatSinksTest, TelegramsTextIsShortAndWellFormed) {
  const std::string text = BodyOf(
      Deliver("telegram", "telegram: {token: x, chatid: 1, apiurl: $URL}", LongAlert()))["text"];
  size_t shown = 0;  // escapes do not count
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    ASSERT_LT(i, text.size()) << "a backslash at the end";
    ++shown;
  }
  EXPECT_LE(shown, 4096u);
}

TEST_F(ChatSinksTest, Webex) {
  const auto request = Deliver("webex", "webex: {webhookurl: $URL/v1/webhooks/incoming/x}");
  EXPECT_EQ(request.target, "/v1/webhooks/incoming/x");
  const std::string text = BodyOf(request)["markdown"];
  EXPECT_THAT(text, testing::StartsWith("# Shell in container\n\n12:00:00.000000000: Warning a "
                                        "\\<shell\\> & more\n\n* rule: Shell in container\n"));
  EXPECT_THAT(text, HasSubstr("* proc.pid: 42\n"));
  const std::string longest =
      BodyOf(Deliver("webex", "webex: {webhookurl: $URL/}", LongAlert()))["markdown"];
  EXPECT_LE(longest.size(), 7439u);
}

TEST_F(ChatSinksTest, Gotify) {
  const auto request = Deliver("gotify", "gotify: {hostport: $URL/, token: tk}");
  EXPECT_EQ(request.target, "/message");
  EXPECT_EQ(HeaderOf(request, "X-Gotify-Key"), "tk");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["title"], "[Falco] [Warning] Shell in container");
  EXPECT_EQ(body["priority"], 3);
  EXPECT_EQ(body["extras"]["client::display"]["contentType"], "text/markdown");
  EXPECT_THAT(body["message"].get<std::string>(), HasSubstr("- **proc.pid**: 42\n"));
  const Json plain = BodyOf(Deliver("gotify", "gotify: {hostport: $URL, format: plaintext}"));
  EXPECT_EQ(plain["extras"]["client::display"]["contentType"], "text/plain");
  EXPECT_THAT(plain["message"].get<std::string>(), HasSubstr("proc.pid: 42\n"));
  const Json json = BodyOf(Deliver("gotify", "gotify: {hostport: $URL, format: json}"));
  EXPECT_EQ(Json::parse(json["message"].get<std::string>())["rule"], "Shell in container");
}

TEST(ShortenTest, CutsBetweenCharacters) {
  EXPECT_EQ(Shorten("short", 5), "short");
  EXPECT_EQ(Shorten("longer", 5), "lo…");
  EXPECT_EQ(Shorten("ééé", 5), "é…");
  EXPECT_EQ(Shorten("ééé", 4), "…");
  EXPECT_EQ(Shorten("ééé", 2), "");
  EXPECT_EQ(Shorten("\xff\xbf\xbf\xbf\xbf\xbf", 4), "…");  // no character to cut after
}

}  // namespace
}  // namespace falco_run::outputs
