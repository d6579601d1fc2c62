// Where the server is.
import { execFile } from "node:child_process";
import { join } from "node:path";

/** A place where the binary may be, and what a person calls it. */
export interface Place {
  path: string;
  name: string;
}

/** The places to try, the first that works counts; what the user set is never passed over. */
export function places(setting: string, extension: string, platform: string = process.platform): Place[] {
  if (setting) return [{ path: setting, name: "the setting dockwright.path" }];
  const file = platform === "win32" ? "dockwright.exe" : "dockwright";
  return [
    { path: join(extension, "bin", file), name: "the binary of this extension" },
    { path: file, name: "the binary on PATH" },
  ];
}

/** A binary that works, and what it says of its version. */
export interface Binary {
  path: string;
  version: string;
}

/**
 * The first binary that runs.
 *
 * @throws an error whose message says for each place why it is not that, one a line
 */
export async function find(places: Place[]): Promise<Binary> {
  const problems: string[] = [];
  for (const { path, name } of places) {
    try {
      return { path, version: await version(path) };
    } catch (error) {
      problems.push(`${name} (${path}): ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new Error(problems.join("\n"));
}

function version(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(path, ["--version"], { timeout: 10_000 }, (error, stdout) => {
      const found = /^dockwright (\S+)/.exec(stdout)?.[1];
      if (found) resolve(found);
      else if (error) reject(new Error("code" in error && error.code === "ENOENT" ? "it is not there" : error.message.trim()));
      else reject(new Error("it is something else: --version did not answer with dockwright"));
    });
  });
}
