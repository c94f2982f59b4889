#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# rules_quiet.sh FALCO_RUN [NAME]: runs ordinary work under the default rules, which must raise no
# alert and must end as it does without falco-run. What is not installed is skipped. Prints one
# line a piece of work and a count; exit status 1 if one raised an alert or failed. RULES names
# another rules file.
set -u
falco_run=$(realpath "$1")
only=${2:-}
here=$(dirname "$(realpath "$0")")
rules=${RULES:-$here/../../rules/falco_run_rules.yaml}
passed=0 failed=0 skipped=0

# quiet NAME NEEDS COMMANDS: runs COMMANDS by bash in a fresh directory $T.
quiet() {
  [ -n "$only" ] && [ "$only" != "$1" ] && return
  local need
  for need in $2; do
    if ! command -v "$need" > /dev/null; then
      echo "skipped: $1 (no $need)"
      skipped=$((skipped + 1))
      return
    fi
  done
  T=$(mktemp -d /tmp/rules_quiet.XXXXXX)
  export T
  mkdir "$T/home"
  printf 'set -e\n%s\n' "$3" > "$T/work.sh"
  local status=0
  (cd "$T" && HOME=$T/home exec timeout 120 "$falco_run" -r "$rules" -o json_output=true -- \
    bash "$T/work.sh") < /dev/null > "$T/stdout" 2> "$T/stderr" || status=$?
  local alerts
  alerts=$(grep -c '"rule":' "$T/stderr")
  if [ $status = 0 ] && [ "$alerts" = 0 ]; then
    passed=$((passed + 1))
    echo "passed: $1"
  else
    failed=$((failed + 1))
    echo "FAILED: $1: exit status $status, $alerts alerts"
    sed 's/^/  /' "$T/stderr" | cut -c1-600 | tail -n 20
  fi
  rm -rf "$T"
}

quiet "C project built by make" "make gcc" '
for n in 1 2 3; do printf "#include <stdio.h>\nint f$n(void) { return printf(\"%%d\", $n); }\n" > f$n.c; done
echo "int f1(void), f2(void), f3(void); int main(void) { return f1() + f2() + f3() != 3; }" > main.c
printf "all: app check\napp: main.o f1.o f2.o f3.o\n\t\$(CC) -o \$@ \$^\ncheck: app\n\t./app\n" > Makefile
make -j2
mkdir inst && install -m 755 app inst/'

quiet "CMake configures" "cmake gcc" '
printf "cmake_minimum_required(VERSION 3.10)\nproject(x C)\ninclude(CheckIncludeFile)\ncheck_include_file(unistd.h HAVE)\nadd_executable(x x.c)\n" > CMakeLists.txt
echo "int main(void) { return 0; }" > x.c
cmake -B build . && cmake --build build && cmake -E true'

quiet "Python serves and fetches" "python3" '
cat > web.py <<PY
import http.server, threading, urllib.request
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.serve_forever, daemon=True).start()
for _ in range(20):
    urllib.request.urlopen("http://127.0.0.1:%d/web.py" % server.server_port).read()
server.shutdown()
PY
python3 web.py'

quiet "Python starts programs" "python3" '
python3 -c "
import subprocess, tempfile, multiprocessing
assert subprocess.check_output([\"echo\", \"x\"]) == b\"x\n\"
assert subprocess.run(\"echo x | cat\", shell=True).returncode == 0
with tempfile.TemporaryDirectory() as d: open(d + \"/f\", \"w\").write(\"x\")
with multiprocessing.Pool(2) as p: p.map(abs, range(100))"
python3 -m venv --without-pip venv
venv/bin/python -c "import ssl, sqlite3, json"'

quiet "redis-server under load" "redis-server redis-benchmark redis-cli" '
redis-server --port 0 --unixsocket $T/redis.sock --dir $T --daemonize no > redis.log &
server=$!
for i in $(seq 50); do redis-cli -s $T/redis.sock ping > /dev/null 2>&1 && break; sleep 0.1; done
redis-benchmark -s $T/redis.sock -n 2000 -q
redis-cli -s $T/redis.sock save
redis-cli -s $T/redis.sock shutdown nosave
wait $server'

quiet "nginx serves" "nginx curl" '
mkdir www logs && echo hello > www/index.html
cat > nginx.conf <<CONF
daemon off; pid $T/nginx.pid; error_log $T/logs/error.log;
events {}
http {
  access_log $T/logs/access.log;
  client_body_temp_path $T/a; proxy_temp_path $T/b; fastcgi_temp_path $T/c;
  uwsgi_temp_path $T/d; scgi_temp_path $T/e;
  server { listen unix:$T/nginx.sock; root $T/www; }
}
CONF
chmod 755 $T
nginx -e $T/logs/error.log -c $T/nginx.conf &
server=$!
for i in $(seq 50); do [ -S nginx.sock ] && break; sleep 0.1; done
for i in $(seq 20); do curl -sf --unix-socket $T/nginx.sock http://x/index.html; done
nginx -e $T/logs/error.log -c $T/nginx.conf -s reload
sleep 0.3
curl -sf --unix-socket $T/nginx.sock http://x/index.html
kill -QUIT $server
wait $server'

quiet "git clones and commits" "git" '
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
git init -q one && cd one && echo x > file && git add file && git commit -qm first
cd .. && git clone -q one two && cd two && git log --oneline && git checkout -qb b
echo y >> file && git commit -qam second && git push -q origin b && git gc -q'

quiet "files found, packed and unpacked" "find tar gzip" '
find /usr/share/doc -name "copyright" | head -n 200 > list
tar czf pack.tgz -T list 2> /dev/null
mkdir out && tar xzf pack.tgz -C out
du -s out && rm -rf out
cp -r /etc/skel copy && ls -lR copy && sort list | uniq | wc -l'

quiet "look-ups and listings" "getent ps" '
ps aux > /dev/null; id; getent passwd root; hostname; df -h > /dev/null; cat /etc/os-release
getent hosts localhost; ls -l /etc /proc/self/fd > /dev/null; env > /dev/null'

quiet "node runs a script" "node" '
node -e "require(\"child_process\").execSync(\"echo x\"); require(\"fs\").writeFileSync(\"f\", \"x\");
require(\"os\").userInfo(); console.log(process.version)"'

quiet "perl runs a script" "perl" '
perl -e "use File::Temp; my \$f = File::Temp->new; print \$f 1; system(q(true))"'

quiet "own keys are made and used" "ssh-keygen" '
mkdir -m 700 $HOME/.ssh
ssh-keygen -q -t ed25519 -N "" -f $HOME/.ssh/id_ed25519
ssh-keygen -y -f $HOME/.ssh/id_ed25519 > /dev/null'

quiet "the package manager is asked" "apt-get dpkg" '
dpkg -l > /dev/null; apt-cache policy bash > /dev/null; apt-get -s install bash > /dev/null'

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
