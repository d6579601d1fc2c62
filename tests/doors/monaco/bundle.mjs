// Bundles the page and Monaco's worker for a browser.
// usage: node bundle.mjs NODE_MODULES OUT
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [modules, out] = process.argv.slice(2);
const { build } = createRequire(join(modules, "x.js"))("esbuild");

/** Monaco wants its styles as text; the fonts in them come along. */
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      let text = await readFile(path, "utf8");
      for (const [whole, name] of text.matchAll(/url\(["']?\.?\/?([\w-]+\.ttf)[^)]*\)/g)) {
        const font = await readFile(join(dirname(path), name), "base64");
        text = text.replace(whole, `url(data:font/ttf;base64,${font})`);
      }
      return { contents: text, loader: "text" };
    });
  },
};

await build({
  entryPoints: {
    page: fileURLToPath(new URL("page.mjs", import.meta.url)),
    worker: join(modules, "@codingame/monaco-vscode-editor-api/esm/vs/editor/editor.worker.js"),
  },
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  logLevel: "error",
  nodePaths: [modules],
  plugins: [styles],
  loader: { ".ttf": "dataurl", ".wasm": "file", ".mp3": "file", ".svg": "dataurl", ".png": "dataurl" },
});
