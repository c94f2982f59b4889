#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# suites.sh [--quick] FALCO_RUN [SUITE...]: runs other projects' test suites bare and under falco-run
# and compares the results test by test. Prints one line a part and backend, the differences, and a
# count; exit status 1 if a test that passed bare does not pass wrapped.
#
#   python   CPython's own tests of processes, signals, threads, sockets (libpython3.11-testsuite)
#   stress   stress-ng's stressors of system calls, each a test (stress-ng)
#   make     GNU make's own suite (its source: MAKE_SOURCE=DIR, or fetched by apt-get)
#
# --quick takes parts of python and stress that last seconds. BACKENDS="notify ptrace" names other
# backends, WAYS="shipped always" how they are run: with the shipped rules; the same with every
# outcome taken; PYTHON_TESTS the tests of python. What differs for a known reason is in
# known_differences.txt. What is not installed is skipped. KEEP=1 leaves the results in place.
set -u
quick=
[ "${1:-}" != --quick ] || { quick=1; shift; }
[ $# -gt 0 ] || { sed -n '3,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2; }
falco_run=$(realpath "$1")
shift
here=$(dirname "$(realpath "$0")")
backends=${BACKENDS:-notify}
ways=${WAYS:-shipped always}
[ -z "$quick" ] || ways=${WAYS:-always}
work=$(mktemp -d /tmp/suites.XXXXXX)
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

# wrapped BACKEND WAY COMMAND...: runs it under falco-run, whose own output goes to $work.
wrapped() {
  local backend=$1 options=()
  [ "$2" != always ] || options+=(--outcomes=always)
  shift 2
  "$falco_run" --backend="$backend" "${options[@]}" --alerts="$work/alerts" -- "$@"
}

# part SUITE NAME: calls SUITE_run NAME RESULTS [WRAPPER...], bare and wrapped. It writes a line
# `TEST<tab>RESULT` a test to RESULTS.
part() {
  local suite=$1 name=$2 backend way counts
  local bare=$work/$suite.$name.bare
  "${suite}_run" "$name" "$bare" 2> "$bare.err" &
  # They are to have the machine for themselves, unless time is short.
  [ -n "$quick" ] || wait $!
  for backend in $backends; do
    for way in $ways; do
      local results=$work/$suite.$name.$backend.$way
      "${suite}_run" "$name" "$results" wrapped "$backend" "$way" 2> "$results.err"
      wait
      counts=$(python3 "$here/compare.py" "$suite" "$backend" "$bare" "$results" \
        "$here/known_differences.txt")
      echo "$suite $name $backend $way: ${counts%%$'\n'*}"
      [ "${counts%%$'\n'*}" = "$counts" ] || echo "${counts#*$'\n'}"
      local numbers
      numbers=$(sed -n '1s/^\([0-9]*\) same, \([0-9]*\) differ.*/\1 \2/p' <<< "$counts")
      passed=$((passed + ${numbers% *})) failed=$((failed + ${numbers#* }))
    done
  done
}

skip() {
  echo "skipped: $1"
  skipped=$((skipped + 1))
}

# ---- CPython.

# Debian's, which has the tests; another one may be first in PATH.
python=${PYTHON:-/usr/bin/python3}
python_tests=${PYTHON_TESTS:-test_os test_subprocess test_signal test_threading test_socket
  test_asyncio test_pty test_posix test_multiprocessing_fork}
[ -z "$quick" ] || python_tests=${PYTHON_TESTS:-test_signal test_pty test_posix}

python_run() {
  local name=$1 results=$2
  shift 2
  local dir
  dir=$(mktemp -d "$work/python.XXXXXX")
  # In virtual machines whose host has no vsock these wait without end.
  (cd "$dir" && "$@" timeout -k 5 900 "$python" -m test --timeout 600 --ignore '*VSOCK*' \
    --junit-xml "$dir/junit.xml" "$name") < /dev/null > "$results.out"
  python3 "$here/junit_results.py" "$dir/junit.xml" > "$results"
  rm -rf "$dir"
}

python_suite() {
  if ! "$python" -c 'import test.test_os' 2> /dev/null; then
    skip "python (no libpython3.11-testsuite)"
    return
  fi
  for name in $python_tests; do part python "$name"; done
}

# ---- stress-ng: a stressor a test, its exit status the result.

stressors="access affinity brk chdir chmod chown clone close context copy-file daemon dentry dir dirdeep
  dirmany dup enosys epoll eventfd exec exit-group fallocate fault fcntl fifo file-ioctl filename flock
  fork forkheavy fpunch fstat full futex get getdent getrandom goto handle hrtimers icmp-flood
  inode-flags inotify io io-uring ioprio itimer kcmp key kill landlock lease link locka lockf lockofd madvise mcontend membarrier
  memfd mincore mknod mlock mmap mmapaddr mmapfork mprotect mq mremap msg msync munmap mutex nanosleep
  netdev null open personality peterson pidfd pipe pipeherd poll prctl procfs pthread ptrace pty
  pkey rename resched revio rlimit schedpolicy seal seccomp secretmem seek sem sem-sysv sendfile session
  set shm shm-sysv sigabrt sigchld sigfd sigfpe sigio signal signest sigpending sigpipe sigq sigrt sigsegv
  sigsuspend sigtrap sleep sock sockabuse sockdiag sockfd sockmany sockpair spawn
  splice stack switch symlink sync-file sysbadaddr sysinfo tee timer timerfd tmpfs udp udp-flood unshare
  utime userfaultfd vdso vfork vforkmany vm-splice wait x86syscall xattr yield zero zombie"
[ -z "$quick" ] || stressors="clone daemon dup exec fork pipe ptrace seccomp signal sigq sock spawn vfork wait zombie"

stress_run() {
  local results=$2 stressor status
  shift 2
  # With --quick both run at once.
  local dir port=5000
  [ $# -eq 0 ] || port=5200
  dir=$(mktemp -d "$work/stress.XXXXXX")
  : > "$results"
  for stressor in $stressors; do
    status=0
    (cd "$dir" && "$@" timeout -k 5 60 stress-ng "--$stressor" 2 --timeout "${STRESS_SECONDS:-2}" \
      --sock-port "$port" --temp-path "$dir" --verify --oomable) < /dev/null >> "$results.out" 2>&1 || status=$?
    printf '%s\t%s\n' "$stressor" "$status" >> "$results"
  done
  rm -rf "$dir"
}

stress_suite() {
  command -v stress-ng > /dev/null || { skip "stress (no stress-ng)"; return; }
  [ -z "$quick" ] || export STRESS_SECONDS=1
  part stress all
}

# ---- GNU make.

make_run() {
  local results=$2
  shift 2
  local dir
  dir=$(mktemp -d "$work/make.XXXXXX")
  cp -r "$MAKE_SOURCE/tests" "$dir"
  # Its tests may take 5 s each, which are soon over on a busy machine.
  # shellcheck disable=SC2016
  sed -i 's/^\$test_timeout = 5;/$test_timeout = 100;/' "$dir/tests/test_driver.pl"
  # What its configure script would write.
  printf '%%CONFIG_FLAGS = (AM_LDFLAGS => "", AR => "ar", CC => "gcc", CFLAGS => "", CPP => "gcc -E",
    CPPFLAGS => "", GUILE_CFLAGS => "", GUILE_LIBS => "", LDFLAGS => "", LIBS => "", USE_SYSTEM_GLOB => "yes");
1;\n' > "$dir/tests/config-flags.pm"
  (cd "$dir/tests" && "$@" perl run_make_tests.pl -make "$(command -v make)" -srcdir "$MAKE_SOURCE") \
    < /dev/null > "$results.out" 2> "$results.err2"
  # `features/archives ......... ok     (12 passed)`
  sed -n 's/^\([a-z]*\/[A-Za-z0-9_.+-]*\) \.* *\(.*\)$/\1\t\2/p' "$results.out" > "$results"
  rm -rf "$dir"
}

make_suite() {
  local need
  for need in perl gcc make; do
    command -v $need > /dev/null || { skip "make (no $need)"; return; }
  done
  if [ -z "${MAKE_SOURCE:-}" ]; then
    MAKE_SOURCE=$work/source
    mkdir -p "$MAKE_SOURCE/lists/partial" "$work/deb"
    echo "deb-src http://deb.debian.org/debian bookworm main" > "$MAKE_SOURCE/sources.list"
    local apt=(apt-get -qq -o "Dir::Etc::sourcelist=$MAKE_SOURCE/sources.list" -o Dir::Etc::sourceparts=-
      -o "Dir::State::lists=$MAKE_SOURCE/lists" -o APT::Sandbox::User=root)
    if ! ("${apt[@]}" update && cd "$work/deb" && "${apt[@]}" source --download-only make-dfsg) \
      > "$work/apt.out" 2>&1; then
      skip "make (its source cannot be fetched; MAKE_SOURCE names it)"
      return
    fi
    tar -xf "$work/deb/"make-dfsg_*.orig.tar.* -C "$MAKE_SOURCE" --strip-components=1
  fi
  part make all
}

suites=${*:-python stress make}
[ $# -gt 0 ] || [ -z "$quick" ] || suites="python stress"
for suite in $suites; do
  case $suite in
    python | stress | make) "${suite}_suite" ;;
    *) echo "suites.sh: there is no suite '$suite': python, stress or make" >&2; exit 2 ;;
  esac
done
[ -z "${KEEP:-}" ] || echo "results: $work"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
