// SPDX-License-Identifier: Apache-2.0
// A tiny service with a hole: the name in the request reaches a shell.
const http = require('http');
const {exec} = require('child_process');

const server = http.createServer((request, response) => {
  const name = decodeURIComponent(request.url.slice(1));
  exec('echo hello ' + name, (error, stdout) => response.end(stdout));
});

// Answers one harmless and one hostile request, then ends.
server.listen(0, '127.0.0.1', async () => {
  const ask = (path) => new Promise((done) => {
    http.get({port: server.address().port, path}, (response) => {
      response.on('data', (data) => process.stdout.write(data));
      response.on('end', done);
    });
  });
  await ask('/world');
  await ask('/' + encodeURIComponent('world; id -un'));
  server.close();
});
