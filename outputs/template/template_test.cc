// SPDX-License-Identifier: Apache-2.0
#include "outputs/template/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

const Json& Data() {
  static const auto* const data = new Json{
      {"Rule", "Shell in container"},
      {"Priority", "Warning"},
      {"Tags", {"container", "shell"}},
      {"Empty", Json::array()},
      {"OutputFields",
       {{"user.name", "root"}, {"proc.pid", 42}, {"fd.name", nullptr}, {"real", 1.5}, {"x", "y"}}},
  };
  return *data;
}

std::string Render(const std::string& text, const Json& data = Data()) {
  const auto parsed = Template::Parse(text);
  if (!parsed.ok()) return "parse: " + std::string(parsed.status().message());
  const auto rendered = parsed->Render(data);
  if (!rendered.ok()) return "render: " + std::string(rendered.status().message());
  return *rendered;
}

struct Case {
  std::string text;
  std::string want;
};

class TemplateTest : public testing::TestWithParam<Case> {};

TEST_P(TemplateTest, GivesWhatGoGives) { EXPECT_EQ(Render(GetParam().text), GetParam().want); }

INSTANTIATE_TEST_SUITE_P(
    Values, TemplateTest,
    testing::Values(Case{"", ""}, Case{"plain } {text", "plain } {text"},
                    Case{"{{ .Rule }}!", "Shell in container!"}, Case{"{{.OutputFields.x}}", "y"},
                    Case{"{{ index .OutputFields \"user.name\" }}", "root"},
                    Case{"{{ index .OutputFields `proc.pid` }}", "42"},
                    Case{"{{ .OutputFields.real }}", "1.5"}, Case{"{{ .Absent }}", "<no value>"},
                    Case{"{{ .Absent.deeper }}", "<no value>"},
                    Case{"{{ index .OutputFields \"fd.name\" }}", "<no value>"},
                    Case{"{{ .Tags }}", "[container shell]"}, Case{"{{ index .Tags 1 }}", "shell"},
                    Case{"{{ .OutputFields }}",
                         "map[fd.name:<no value> proc.pid:42 real:1.5 user.name:root x:y]"},
                    Case{"{{ $.Rule }}", "Shell in container"},
                    Case{"{{ (index .Tags 0) }}", "container"},
                    Case{"{{ 3 }} {{ -3 }} {{ 2.5 }} {{ true }} {{ nil }} {{ \"a\\n\\\"b\" }}",
                         "3 -3 2.5 true <no value> a\n\"b"}));

INSTANTIATE_TEST_SUITE_P(
    Control, TemplateTest,
    testing::Values(
        Case{"{{ if .Rule }}a{{ else }}b{{ end }}", "a"},
        Case{"{{ if .Absent }}a{{ else }}b{{ end }}", "b"},
        Case{"{{ if .Empty }}a{{ else if eq .Priority `Warning` }}b{{ else }}c{{ end }}", "b"},
        Case{"{{ range .Tags }}<{{ . }}>{{ end }}", "<container><shell>"},
        Case{"{{ range .Empty }}x{{ else }}none{{ end }}", "none"},
        Case{"{{ range .Absent }}x{{ else }}none{{ end }}", "none"},
        Case{"{{ range $i, $tag := .Tags }}{{ $i }}={{ $tag }} {{ end }}", "0=container 1=shell "},
        Case{"{{ range $tag := .Tags }}{{ $tag }},{{ end }}", "container,shell,"},
        Case{"{{ range $k, $v := .OutputFields }}{{ $k }};{{ end }}",
             "fd.name;proc.pid;real;user.name;x;"},
        Case{"{{ range .Tags }}{{ $.Priority }} {{ end }}", "Warning Warning "},
        Case{"{{ with .OutputFields }}{{ .x }}{{ end }}", "y"},
        Case{"{{ with $x := .Absent }}{{ $x }}{{ else }}no{{ end }}", "no"},
        Case{"{{ $n := 1 }}{{ if true }}{{ $n = 2 }}{{ end }}{{ $n }}", "2"},
        Case{"{{ $n := 1 }}{{ if true }}{{ $n := 2 }}{{ end }}{{ $n }}", "1"},
        Case{"a  {{- /* gone */ -}}  b", "ab"}, Case{"a {{- .Priority -}} \n b", "aWarningb"},
        Case{"a {{ -3 }} b", "a -3 b"}, Case{"{{/* only */}}", ""}));

INSTANTIATE_TEST_SUITE_P(
    Functions, TemplateTest,
    testing::Values(
        Case{"{{ .Priority | upper }} {{ toLower .Priority }}", "WARNING warning"},
        Case{"{{ join \", \" .Tags }} {{ .Tags | join \"/\" }}",
             "container, shell container/shell"},
        Case{"{{ or (index .OutputFields \"k8s.ns\") \"bar\" }}", "bar"},
        Case{"{{ and .Rule .Absent }} {{ or .Absent 0 }} {{ and 1 2 }}", "<no value> 0 2"},
        Case{"{{ or .Rule (index .Tags 99) }}", "Shell in container"},
        Case{"{{ not .Absent }} {{ ne 1 2 }} {{ eq 1 2 1 }} {{ lt 1 2 }} {{ ge \"b\" \"a\" }}",
             "true true true true true"},
        Case{"{{ len .Tags }} {{ len .Rule }}", "2 18"},
        Case{"{{ .Absent | default \"none\" }} {{ default 1 .Priority }}", "none Warning"},
        Case{"{{ toJson .Tags }} {{ toJson .Rule }}",
             "[\"container\",\"shell\"] \"Shell in container\""},
        Case{"{{ quote .Rule }} {{ trim \" a \" }} {{ trunc 5 .Rule }}",
             "\"Shell in container\" a Shell"},
        Case{"{{ trunc 2 \"aé\" }}", "a"},
        Case{"{{ replace \"e\" \"E\" .Rule }}", "ShEll in containEr"},
        Case{"{{ contains \"in\" .Rule }} {{ hasPrefix \"Sh\" .Rule }} {{ hasSuffix \"x\" .Rule }}",
             "true true false"},
        Case{"{{ range split \".\" \"a.b\" }}[{{ . }}]{{ end }}", "[a][b]"},
        Case{"{{ html \"<a href='b'>&\" }}", "&lt;a href=&#39;b&#39;&gt;&amp;"},
        Case{"{{ urlquery \"a b/é\" }}", "a+b%2F%C3%A9"},
        Case{"{{ print 1 2 \"a\" 3 }}{{ println 1 \"a\" }}", "1 2a31 a\n"},
        Case{"{{ printf \"%s|%d|%5.1f|%-4d|%04d|%q|%v|%x|%X|%t|%%\" .Priority 7 2.25 7 -7 \"a\" "
             ".Tags 255 \"hi\" true }}",
             "Warning|7|  2.2|7   |-007|\"a\"|[container shell]|ff|6869|true|%"},
        Case{"{{ printf \"%d %s\" .Priority }}", "%!d(string=Warning) %!s(MISSING)"},
        Case{"{{ .Priority | printf \"%s-%s\" \"a\" }}", "a-Warning"}));

INSTANTIATE_TEST_SUITE_P(
    Mistakes, TemplateTest,
    testing::Values(
        Case{"ab\n {{ .Rule", "parse: 2:2: this {{ has no }}"},
        Case{"{{ Rule }}", "parse: 1:4: there is no function 'Rule'"},
        Case{"{{ if .Rule }}x", "parse: 1:16: a block has no {{ end }}"},
        Case{"x{{ end }}", "parse: 1:5: this 'end' closes nothing"},
        Case{"{{ else }}", "parse: 1:4: this 'else' closes nothing"},
        Case{"{{ .Rule .Priority }}", "parse: 1:4: this is no function and takes no arguments"},
        Case{"{{ .Rule | .Priority }}", "parse: 1:12: after | comes a function"},
        Case{"{{ $x }}", "parse: 1:4: there is no variable $x"},
        Case{"{{ \"a }}", "parse: 1:4: this text has no closing \""},
        Case{"{{ \"\\z\" }}", "parse: 1:5: the escapes are \\n \\t \\r \\\" \\\\ \\'"},
        Case{"{{ template \"x\" }}", "parse: 1:4: 'template' is not supported"},
        Case{"{{ (.Rule }}", "parse: 1:11: a ( has no )"},
        Case{"{{ 1.2.3 }}", "parse: 1:4: '1.2.3' is no number"},
        Case{"{{ .Rule & }}", "parse: 1:10: '&' has no meaning here"},
        Case{"{{ join .Tags }}", "parse: 1:4: 'join' takes a separator and a list"},
        Case{"{{ upper lower .Rule }}",
             "parse: 1:10: 'lower' as an argument needs parentheses around its call"},
        Case{"{{ if $a, $b := .Tags }}{{ end }}", "parse: 1:7: only range has two variables"},
        Case{"{{ if }}{{ end }}", "parse: 1:7: a value is missing"},
        Case{"{{ upper (len 3) }}", "render: 1:11: len of a number"},
        Case{"{{ index .Tags 2 }}", "render: 1:4: index 2 of a list of 2"},
        Case{"{{ .Rule.Name }}", "render: 1:4: a string has no element \"Name\""},
        Case{"{{ range .Rule }}{{ end }}",
             "render: 1:10: range takes a list or a map, not a string"},
        Case{"{{ lt 1 \"a\" }}", "render: 1:4: cannot compare a number with a string"}));

TEST(TemplateFieldsTest, ANameThatIsNotInTheDataIsFoundAtOnce) {
  const std::vector<std::string> fields = {"Rule", "Tags"};
  EXPECT_TRUE(Template::Parse("{{ .Rule }}{{ range .Tags }}{{ .Any }}{{ end }}", fields).ok());
  for (const char* text : {"{{ .Rul }}", "{{ $.Rul }}", "{{ upper .Rul }}",
                           "{{ range .Tags }}{{ $.Rul }}{{ else }}{{ end }}",
                           "{{ range .Tags }}{{ else }}{{ .Rul }}{{ end }}"}) {
    EXPECT_THAT(std::string(Template::Parse(text, fields).status().message()),
                HasSubstr("there is no .Rul; there are .Rule .Tags"))
        << text;
  }
}

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(TemplateLimitsTest, NothingGrowsWithoutEnd) {
  EXPECT_THAT(Render(std::string(70'000, 'x')), HasSubstr("longer than 64 KiB"));
  EXPECT_THAT(Render(Repeated("{{ if 1 }}", 5000)), HasSubstr("nested too deeply"));
  EXPECT_THAT(Render("{{" + Repeated("(", 5000) + "}}"), HasSubstr("nested too deeply"));
  EXPECT_THAT(Render(Repeated("{{ if 1 }}x{{ else if 1 }}", 500)), HasSubstr("nested too deeply"));
  const Json wide = {{"L", std::vector<int>(400, 1)}, {"S", std::string(1 << 19, 's')}};
  EXPECT_THAT(Render("{{ range .L }}{{ range $.L }}x{{ end }}{{ end }}", wide),
              HasSubstr("too many steps"));
  EXPECT_THAT(Render("{{ range .L }}{{ $.S }}{{ end }}", wide), HasSubstr("too long"));
  EXPECT_THAT(Render("{{ replace `s` `" + std::string(1000, 'y') + "` .S }}", wide),
              HasSubstr("too long"));
  EXPECT_THAT(
      Render("{{ printf `" + Repeated("%[1]s%s", 50) + "`" + Repeated(" .S", 50) + " }}", wide),
      HasSubstr("too long"));
  EXPECT_THAT(Render("{{ $a := .S }}" + Repeated("{{ $a = print .S }}", 100), wide),
              HasSubstr("too long"));
  EXPECT_EQ(Render("{{ printf `%2000d` 1 }}").size(), 1000u);
}

// Random texts from the pieces of the language: no crash, and an error has a message.
TEST(TemplateLimitsTest, AnyTextIsRenderedOrRefused) {
  const std::vector<std::string> pieces = {"{{",
                                           "}}",
                                           "{{-",
                                           "-}}",
                                           " ",
                                           "\n",
                                           ".",
                                           ".Tags",
                                           ".OutputFields",
                                           "$",
                                           "$x",
                                           ":=",
                                           "=",
                                           ",",
                                           "|",
                                           "(",
                                           ")",
                                           "\"a\"",
                                           "\"",
                                           "`",
                                           "1",
                                           "-1",
                                           "1e9",
                                           "range",
                                           "if",
                                           "else",
                                           "end",
                                           "with",
                                           "index",
                                           "printf",
                                           "join",
                                           "len",
                                           "toJson",
                                           "trunc",
                                           "and",
                                           "or",
                                           "eq",
                                           "lt",
                                           "split",
                                           "print",
                                           "\\",
                                           "\xff",
                                           "text",
                                           "nil",
                                           "true",
                                           "/*",
                                           "*/",
                                           "upper",
                                           "not",
                                           "\"%s\"",
                                           "\"%9d\"",
                                           ".a.b.c",
                                           "9999999999999999999"};
  std::mt19937 random(20240131);
  int rendered = 0;
  for (int round = 0; round < 20'000; ++round) {
    // Every other one has its actions closed, so that some get past the parser.
    std::string text;
    const int size = static_cast<int>(random() % 24);
    for (int i = 0; i < size; ++i) {
      const std::string& piece = pieces[random() % pieces.size()];
      text +=
          round % 2 == 0 ? piece : "{{ " + piece + " " + pieces[random() % pieces.size()] + " }}";
    }
    const auto parsed = Template::Parse(text);
    if (!parsed.ok()) {
      EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(":")) << text;
      continue;
    }
    const auto result = parsed->Render(Data());
    EXPECT_TRUE(result.ok() || !result.status().message().empty()) << text;
    rendered += result.ok() ? 1 : 0;
  }
  EXPECT_GT(rendered, 100);
}

}  // namespace
}  // namespace falco_run::outputs
