import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { find, places } from "../src/binary";

const folder = mkdtempSync(join(tmpdir(), "dockwright-"));

/** A program that prints a text, and its path. */
function program(name: string, text: string, status = 0): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${text}'\nexit ${status}\n`);
  chmodSync(path, 0o755);
  return path;
}

const paths = (...given: Parameters<typeof places>) => places(...given).map((it) => it.path);

test("places", () => {
  assert.deepEqual(paths("/my/own", "/ext", "linux"), ["/my/own"]);
  assert.deepEqual(paths("", "/ext", "linux"), ["/ext/bin/dockwright", "dockwright"]);
  assert.deepEqual(paths("", "/ext", "win32"), [join("/ext", "bin", "dockwright.exe"), "dockwright.exe"]);
});

test("the first that works", async () => {
  const good = program("good", "dockwright 1.2.3");
  const other = program("other", "dockwright 9.9.9");
  const name = "x";
  const missing = join(folder, "missing");
  assert.deepEqual(await find([{ path: good, name }, { path: other, name }]), { path: good, version: "1.2.3" });
  assert.deepEqual(await find([{ path: missing, name }, { path: other, name }]), { path: other, version: "9.9.9" });
});

test("why none works", async () => {
  const wrong = program("wrong", "docker 1.2.3");
  const broken = program("broken", "", 3);
  const missing = join(folder, "missing");
  const tried = [missing, wrong, broken].map((path, at) => ({ path, name: `place ${at}` }));
  const { message } = await find(tried).then(() => assert.fail("one works"), (error: Error) => error);
  assert.deepEqual(message.split("\n"), [
    `place 0 (${missing}): it is not there`,
    `place 1 (${wrong}): it is something else: --version did not answer with dockwright`,
    `place 2 (${broken}): Command failed: ${broken} --version`,
  ]);
});
