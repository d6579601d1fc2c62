// Looks at the page in Chromium as a person does: what is there is checked, and kept as pictures.
// usage: node look.mjs NODE_MODULES CHROMIUM BINARY PROJECT BUNDLE SHOTS
import { createRequire } from "node:module";
import { join } from "node:path";
import { serve } from "./bridge.mjs";

const [modules, executablePath, binary, project, bundle, shots] = process.argv.slice(2);
const require = createRequire(join(modules, "x.js"));
const puppeteer = require("puppeteer-core");
const { WebSocketServer } = require("ws");

const site = await serve({ WebSocketServer, binary, project, bundle, environment: process.env });
const args = ["--no-sandbox", "--disable-gpu", "--no-first-run"];
const browser = await puppeteer.launch({ executablePath, args });
const page = await browser.newPage();
await page.setViewport({ width: 1280, height: 900, deviceScaleFactor: 1 });
const log = [];
page.on("console", (message) => log.push(message.text()));
page.on("pageerror", (error) => log.push(String(error)));

async function fail(what, found) {
  await page.screenshot({ path: join(shots, "failed.png") });
  console.log(`FAIL Monaco: ${what}: ${found}\n${log.join("\n")}`);
  await browser.close();
  process.exit(1);
}

/** Waits until all that matches a selector has these texts, then takes a picture. */
async function check(what, selector, parts, picture) {
  const seen = () => page.$$eval(selector, (all) => all.map((it) => it.textContent.replaceAll("\u00a0", " ")).join("\n"));
  const end = Date.now() + 20_000;
  let text;
  do {
    text = (await page.$(selector)) ? await seen() : undefined;
    if (text !== undefined && parts.every((part) => text.includes(part))) {
      if (picture) await page.screenshot({ path: join(shots, `${picture}.png`) });
      console.log(`PASS Monaco: ${what}`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < end);
  await fail(what, `${selector} has ${JSON.stringify(text)}`);
}

/** Puts the cursor on the first place where a text stands, and does something there. */
const act = (text, action) =>
  page.evaluate(
    (text, action) => {
      const { editor } = window;
      const found = editor.getModel().findMatches(text, true, false, true, null, false)[0];
      editor.setPosition(found.range.getStartPosition());
      editor.focus();
      editor.trigger("look", action);
    },
    text,
    action,
  );

await page.goto(site.address);
await check("the file is open", ".view-lines", ["// the image that runs"]);
await check("an error is underlined", ".squiggly-error", []);
await check("a warning is underlined", ".squiggly-warning", [], "squiggle");
const names = {
  dockerfile: ["Dockerfile", "Dockerfile.dev", "a.dockerfile", "Containerfile", "Containerfile.dev", "a.containerfile"],
  ignore: [".dockerignore", ".containerignore", "Dockerfile.dockerignore", "Containerfile.dockerignore", "a.containerignore"],
  plaintext: ["myDockerfile", "Dockerfiles", "dockerignore"],
};
for (const [language, all] of Object.entries(names)) {
  for (const name of all) {
    const found = await page.evaluate((name) => window.languageOf(name), name);
    if (found !== language) await fail("the extension knows files by their names", `${name} is ${found}, not ${language}`);
  }
}
console.log("PASS Monaco: the extension knows files by their names");
await act("// the image", "editor.action.showHover");
await check("hover tells the finding", ".monaco-hover", ["// does not begin a comment", "slash-slash-comment"], "finding");
await page.keyboard.press("Escape");
await act("// the image", "editor.action.quickFix");
await check("the menu has the fix", ".action-widget .title", ["Begin the comment with #", "Ignore slash-slash-comment here"], "menu");
await page.keyboard.press("Enter");
await check("the fix mends the line", ".view-lines", ["# the image that runs"]);
await check("inlay hints tell how often steps ran", ".view-lines", ["re-runs on 20 % of the last 5 commits, about"]);
await check("lenses tell of the next build", ".codelens-decoration", ["Next build:"], "hints");
await act("COPY . .", "editor.action.showHover");
await check("hover tells the verdict of the step", ".monaco-hover", ["Next build", "src/app.js", "of the last 5 commits"], "verdict");
await page.keyboard.press("Escape");
await act("COPY . .", "editor.action.quickFix");
await check("the menu has the better order", ".action-widget .title", ["Copy package.json before npm ci", "re-runs 100 %"], "reorder");
await page.keyboard.press("Escape");
await page.evaluate(() => window.run("dockwright.explain"));
await check("the extension shows an explanation beside the file", "#beside .view-lines", ["src/app.js"], "explain");
await act("build /app", "editor.action.revealDefinition");
await page.waitForFunction(() => window.editor.getPosition().lineNumber === 6, { timeout: 20_000 });
console.log("PASS Monaco: definition leads to the stage");
await act("copy   server.js", "editor.action.formatDocument");
await check("format formats", ".view-lines", ["COPY server.js ./"]);
await page.evaluate(() => window.leave());
const code = await Promise.race([site.ended, new Promise((resolve) => setTimeout(resolve, 10_000, "no code"))]);
if (code !== 0) await fail("the server ends with its editor", `it ended with ${code}`);
console.log("PASS Monaco: the server ends with its editor");
if (log.length > 0) await fail("nothing is complained of", "the console has");
console.log("PASS Monaco: nothing is complained of");
await browser.close();
site.close();
process.exit(0);
