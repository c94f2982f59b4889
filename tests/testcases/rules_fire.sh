#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# rules_fire.sh FALCO_RUN PROGRAMS_DIR [RULE]: runs the lines of rule_triggers.tsv under the
# default rules and compares the alerts. Prints one line a failure and a count; exit status 1 if
# any line failed. RULES names another rules file.
set -u
falco_run=$(realpath "$1")
P=$(realpath "$2")
only=${3:-}
here=$(dirname "$(realpath "$0")")
rules=${RULES:-$here/../../rules/falco_run_rules.yaml}
export P
passed=0 failed=0 skipped=0

make_home() {
  mkdir -p "$1"/{.ssh,.aws,.kube,.docker,.mozilla/firefox/x.default}
  for f in .ssh/id_rsa .ssh/id_rsa.pub .aws/credentials .aws/config .kube/config \
    .docker/config.json .mozilla/firefox/x.default/{logins.json,prefs.js} .bashrc .bash_history; do
    echo "made up" > "$1/$f"
  done
}

can_run() {
  case $1 in
    -) ;;
    root) [ "$(id -u)" = 0 ] && unshare -m true 2> /dev/null ;;
    *) command -v "$1" > /dev/null ;;
  esac
}

while IFS=$'\t' read -r rule expect where needs command; do
  case $rule in '#'* | '') continue ;; esac
  [ -n "$only" ] && [ "$only" != "$rule" ] && continue
  if ! can_run "$needs"; then
    skipped=$((skipped + 1))
    continue
  fi
  T=$(mktemp -d /tmp/rules_fire.XXXXXX)
  export T
  make_home "$T/home"
  mkdir -p "$T/run/secrets/kubernetes.io/serviceaccount"
  echo token > "$T/run/secrets/kubernetes.io/serviceaccount/token"
  printf '%s\n' "$command" > "$T/command.sh"
  identity=()
  if [ "$where" = container ]; then
    identity=(-o container.id=0123456789ab -o container.name=shop -o container.image=shop:1)
  fi
  (cd "$T" && HOME=$T/home exec timeout 30 "$falco_run" -r "$rules" "${identity[@]}" \
    -o json_output=true -- bash "$T/command.sh") < /dev/null > "$T/stdout" 2> "$T/alerts"
  status=$?
  alerts=$(grep -cF "\"rule\":\"$rule\"" "$T/alerts")
  case $expect-$((alerts > 0))-$((status < 124)) in
    fires-1-1 | quiet-0-1) ok=1 ;;
    *) ok=0 ;;
  esac
  if [ $ok = 1 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: '$rule' should be: $expect; alerts: $alerts; exit status: $status"
    echo "  command: $command"
    [ -n "${VERBOSE:-}" ] && sed 's/^/  stderr: /' "$T/alerts" && sed 's/^/  stdout: /' "$T/stdout"
  fi
  rm -rf "$T"
done < "$here/rule_triggers.tsv"

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
