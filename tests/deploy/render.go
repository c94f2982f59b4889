// SPDX-License-Identifier: Apache-2.0

// Renders a chart's templates by text/template, with the functions of Helm's that ours use.
//
//	render CHART VALUES.json RELEASE NAMESPACE
//
// VALUES are all values, the defaults among them. toYaml writes YAML that is mostly JSON.
package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"text/template"
)

type object = map[string]interface{}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func toJSON(value interface{}) string {
	text, err := json.Marshal(value)
	check(err)
	return string(text)
}

func toYaml(value interface{}) string {
	var lines []string
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Map:
		for _, key := range v.MapKeys() {
			lines = append(lines, toJSON(key.String())+": "+toJSON(v.MapIndex(key).Interface()))
		}
		sort.Strings(lines)
	case reflect.Slice:
		for i := 0; i < v.Len(); i++ {
			lines = append(lines, "- "+toJSON(v.Index(i).Interface()))
		}
	}
	if len(lines) == 0 {
		return toJSON(value)
	}
	return strings.Join(lines, "\n")
}

func empty(value interface{}) bool {
	truth, _ := template.IsTrue(value)
	return !truth
}

func nindent(n int, text string) string {
	margin := "\n" + strings.Repeat(" ", n)
	return margin + strings.Replace(text, "\n", margin, -1)
}

func dict(pairs ...interface{}) object {
	d := object{}
	for i := 0; i+1 < len(pairs); i += 2 {
		d[pairs[i].(string)] = pairs[i+1]
	}
	return d
}

// What is in `to` already stays.
func merge(to object, from ...object) object {
	for _, source := range from {
		for key, value := range source {
			inner, both := value.(object)
			if old, ok := to[key].(object); ok && both {
				merge(old, inner)
			} else if _, ok := to[key]; !ok {
				to[key] = value
			}
		}
	}
	return to
}

func main() {
	chart, values := os.Args[1], object{}
	text, err := os.ReadFile(os.Args[2])
	check(err)
	check(json.Unmarshal(text, &values))
	root := template.New("")
	root.Funcs(template.FuncMap{
		"append":   func(list []interface{}, item interface{}) []interface{} { return append(append([]interface{}{}, list...), item) },
		"contains": func(part, text string) bool { return strings.Contains(text, part) },
		"default": func(other, value interface{}) interface{} {
			if empty(value) {
				return other
			}
			return value
		},
		"dict": dict,
		"fail": func(why string) (string, error) { return "", fmt.Errorf("%s", why) },
		"include": func(name string, data interface{}) (string, error) {
			var out strings.Builder
			err := root.ExecuteTemplate(&out, name, data)
			return out.String(), err
		},
		"kindIs":  func(kind string, value interface{}) bool { return kind == reflect.ValueOf(value).Kind().String() },
		"list":    func(items ...interface{}) []interface{} { return items },
		"merge":   merge,
		"nindent": nindent,
		"quote":   func(value interface{}) string { return fmt.Sprintf("%q", fmt.Sprint(value)) },
		"required": func(why string, value interface{}) (interface{}, error) {
			if empty(value) {
				return nil, fmt.Errorf("%s", why)
			}
			return value, nil
		},
		"set":       func(d object, key string, value interface{}) object { d[key] = value; return d },
		"sha256sum": func(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) },
		"ternary": func(yes, no interface{}, condition bool) interface{} {
			if condition {
				return yes
			}
			return no
		},
		"toYaml":     toYaml,
		"trimSuffix": func(suffix, text string) string { return strings.TrimSuffix(text, suffix) },
		"trunc": func(n int, text string) string {
			if len(text) > n {
				return text[:n]
			}
			return text
		},
	})
	files, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	check(err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		check(err)
		_, err = root.New(filepath.Base(file)).Parse(string(text))
		check(err)
	}
	data := object{
		"Values":  values,
		"Chart":   object{"Name": "falco-run", "AppVersion": os.Getenv("APP_VERSION")},
		"Release": object{"Name": os.Args[3], "Namespace": os.Args[4], "Service": "Helm"},
	}
	for _, file := range files {
		if name := filepath.Base(file); strings.HasSuffix(name, ".yaml") {
			fmt.Println("---")
			check(root.ExecuteTemplate(os.Stdout, name, data))
			fmt.Println()
		} else if name == "NOTES.txt" {
			check(root.ExecuteTemplate(os.Stderr, name, data))
		}
	}
}
