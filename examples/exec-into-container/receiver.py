# SPDX-License-Identifier: Apache-2.0
"""Stands for Slack: prints the text of each message that is posted to http://127.0.0.1:8081/."""
import html
import http.server
import json


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        print("slack:", html.unescape(message["attachments"][0]["text"]), flush=True)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", 8081), Handler).serve_forever()
