// Serves the bundled page and the project, and gives each socket a language server of its own.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const HTML = `<!doctype html><meta charset="utf-8"><title>Dockwright in Monaco</title><link rel="icon" href="data:,">
<style>body { margin: 0 } #editor { height: 68vh } #beside { height: 32vh; border-top: 1px solid gray }</style>
<div id="editor"></div><div id="beside"></div><script type="module" src="/page.js"></script>`;
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** Listens on this machine only; gives the address of the page, and with which code the first server will end. */
export async function serve({ WebSocketServer, binary, project, bundle, environment }) {
  const server = createServer(async ({ url }, answer) => {
    try {
      const [type, body] = await page(url, project, bundle);
      answer.writeHead(200, { "content-type": type }).end(body);
    } catch {
      answer.writeHead(404).end();
    }
  });
  const ended = new Promise((resolve) =>
    new WebSocketServer({ server }).on("connection", (socket) =>
      connect(socket, binary, project, environment).on("exit", resolve)));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, ended, close: () => server.close() };
}

async function page(url, project, bundle) {
  if (url === "/") return ["text/html", HTML];
  if (url === "/project") {
    const text = await readFile(join(project, "Dockerfile"), "utf8");
    return ["application/json", JSON.stringify({ root: project, text })];
  }
  const path = normalize(url);
  return [TYPES[extname(path)] ?? "application/octet-stream", await readFile(join(bundle, path))];
}

/** One message of the socket is one message of the server, whose own have a header each. */
function connect(socket, binary, project, environment) {
  const server = spawn(binary, ["lsp"], { cwd: project, stdio: ["pipe", "pipe", "inherit"], env: environment });
  socket.on("message", (data) => server.stdin.write(`Content-Length: ${data.length}\r\n\r\n${data}`));
  socket.on("close", () => server.stdin.end());
  let pending = Buffer.alloc(0);
  server.stdout.on("data", (data) => {
    pending = Buffer.concat([pending, data]);
    for (;;) {
      const head = pending.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(pending.subarray(0, Math.max(head, 0)))?.[1]);
      if (head < 0 || pending.length < head + 4 + length) break;
      socket.send(pending.subarray(head + 4, head + 4 + length).toString());
      pending = pending.subarray(head + 4 + length);
    }
  });
  return server;
}
