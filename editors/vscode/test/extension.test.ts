import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, test } from "node:test";
import { LanguageClient } from "./client";
import { reset, seen, window } from "./host";
import { activate, deactivate } from "../src/extension";
import { confined } from "../src/reports";

const folder = mkdtempSync(join(tmpdir(), "dockwright-"));
const binary = join(folder, "dockwright");
writeFileSync(binary, "#!/bin/sh\necho dockwright 1.2.3\n");
chmodSync(binary, 0o755);

const FILE = "file:///p/Dockerfile";

beforeEach(reset);

/** The extension with a binary that works, and the client it made. */
async function started(): Promise<LanguageClient> {
  seen.settings.path ??= binary;
  await activate({ extensionPath: folder, subscriptions: [] } as never);
  return LanguageClient.all.at(-1) as LanguageClient;
}

/** Puts the cursor on a line of an open file. */
function edit(languageId: string, line: number): void {
  window.activeTextEditor = { document: { uri: { toString: () => FILE }, languageId }, selection: { active: { line } } };
}

/** What the server was asked, and what the user then saw, when a command is chosen. */
async function chosen(client: LanguageClient, command: string, given: unknown[], answer: () => unknown) {
  const asked: unknown[] = [];
  await client.options.middleware.executeCommand(command, given, (...all) => (asked.push(all), answer() as never));
  return asked;
}

test("it starts the server it found, for Dockerfiles and ignore files", async () => {
  const { run, options } = await started();
  assert.deepEqual(run, { command: binary, args: ["lsp"] });
  assert.deepEqual(options.documentSelector, [
    { scheme: "file", language: "dockerfile" },
    { scheme: "untitled", language: "dockerfile" },
    { scheme: "file", pattern: "**/{.dockerignore,*.dockerignore,.containerignore,*.containerignore}" },
  ]);
  assert.equal(seen.status.text, "$(layers) Dockwright");
  assert.equal(seen.status.tooltip, "Dockwright 1.2.3");
});

test("the status item is there for a Dockerfile only", async () => {
  edit("dockerfile", 0);
  await started();
  assert.equal(seen.status.visible, true);
  edit("markdown", 0);
  await started();
  assert.equal(seen.status.visible, false);
});

test("without a binary it says what to do", async () => {
  const before = LanguageClient.all.length;
  seen.settings.path = "/no/such/dockwright";
  seen.choice = "Choose the Binary";
  await started();
  assert.equal(LanguageClient.all.length, before);
  assert.deepEqual(seen.messages, [
    "error: Dockwright does not run. the setting dockwright.path (/no/such/dockwright): it is not there\n" +
      "Install dockwright so that it is on PATH, or set dockwright.path.",
  ]);
  assert.equal(seen.status.tooltip, "Dockwright does not run");
  await new Promise(setImmediate);
  assert.deepEqual(seen.executed, ["workbench.action.openSettings dockwright.path"]);
});

test("restart looks for the binary again", async () => {
  seen.settings.path = "/no/such/dockwright";
  await started();
  seen.settings.path = binary;
  await seen.commands.get("dockwright.restart")?.();
  const first = LanguageClient.all.at(-1);
  assert.equal(first?.isRunning, true);
  await seen.commands.get("dockwright.restart")?.();
  assert.equal(first?.isRunning, false);
  await deactivate();
  assert.equal(LanguageClient.all.at(-1)?.isRunning, false);
});

test("the output is shown when asked for", async () => {
  await started();
  seen.commands.get("dockwright.showOutput")?.();
  assert.deepEqual(seen.shown, ["the output"]);
});

test("a command of the palette is about the cursor, one of a lens about its own", async () => {
  const client = await started();
  edit("dockerfile", 7);
  const palette = await chosen(client, "dockwright.simulate", [], () => ({}));
  assert.deepEqual(palette, [["dockwright.simulate", [{ uri: FILE, line: 7 }]]]);
  const lens = await chosen(client, "dockwright.preview", [{ uri: "file:///q" }], () => ({}));
  assert.deepEqual(lens, [["dockwright.preview", [{ uri: "file:///q" }]]]);
});

test("without a Dockerfile nothing is asked", async () => {
  const client = await started();
  edit("markdown", 7);
  assert.deepEqual(await chosen(client, "dockwright.explain", [], () => ({})), []);
  assert.deepEqual(seen.messages, ["information: Dockwright: open a Dockerfile first."]);
});

test("an explanation is shown, and shown anew", async () => {
  const client = await started();
  edit("dockerfile", 7);
  await chosen(client, "dockwright.explain", [], () => ({ text: "because of src" }));
  await chosen(client, "dockwright.explain", [], () => ({ text: "because of lib" }));
  assert.deepEqual(seen.shown, ["because of src", "because of lib"]);
});

test("what the server refuses is told", async () => {
  const client = await started();
  edit("dockerfile", 0);
  await chosen(client, "dockwright.explain", [], () => Promise.reject(new Error("no step stands on line 1")));
  await chosen(client, "dockwright.applyAllFixes", [], () => ({ applied: 0 }));
  assert.deepEqual(seen.messages, [
    "warning: Dockwright: no step stands on line 1",
    "information: Dockwright: there is nothing that can be mended safely.",
  ]);
});

test("a report comes into a panel that runs and loads nothing", async () => {
  const { middleware } = (await started()).options;
  const shown: string[] = [];
  const show = (uri: string) =>
    middleware.window.showDocument({ uri }, undefined as never, ({ uri }) => (shown.push(uri), { success: true }));
  seen.files.set("file:///c/a.history.html", "<html><meta charset=\"utf-8\"><p>one");
  assert.deepEqual(await show("file:///c/a.history.html"), { success: true });
  seen.files.set("file:///c/a.history.html", "<html><meta charset=\"utf-8\"><p>two");
  await show("file:///c/a.history.html");
  assert.equal(seen.panels.length, 1);
  const [panel] = seen.panels;
  assert.match(panel?.webview.html ?? "", /default-src 'none'.*<p>two/);
  assert.equal(panel?.options.enableScripts, false);
  assert.deepEqual(panel?.options.localResourceRoots, []);
  panel?.close();
  await show("file:///c/a.history.html");
  assert.equal(seen.panels.length, 2);
  await show("https://example.org/rule");
  assert.deepEqual(shown, ["https://example.org/rule"]);
});

test("the policy comes before all that it is to hold", () => {
  const meta = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;
  assert.equal(confined("<meta charset=\"utf-8\"><script>"), `<meta charset="utf-8">${meta}<script>`);
  assert.equal(confined("<head><script>"), `<head>${meta}<script>`);
  assert.equal(confined("<script>"), `${meta}<script>`);
});
