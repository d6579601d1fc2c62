// Renders pages in Chromium at two widths, light and dark: nothing overflows, all text can be read, nothing is fetched.
// usage: node page.mjs CHROMIUM OUT FILE…
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, out, ...files] = process.argv.slice(2);
const puppeteer = createRequire(join(process.env.PUPPETEER, "package.json"))("puppeteer-core");
const MIN_CONTRAST = 4.5;
const SIZES = [[1280, 900], [390, 844]];

/** Runs in the page: what is wrong with it, in sentences. */
function faults(minContrast) {
  const wrong = [];
  const root = document.scrollingElement ?? document.documentElement;
  if (root.scrollWidth > window.innerWidth) {
    wrong.push(`the page is ${root.scrollWidth} wide in a window of ${window.innerWidth}`);
    for (const element of document.querySelectorAll("body *")) {
      const box = element.getBoundingClientRect();
      if (box.right > window.innerWidth + 1) {
        wrong.push(`  ${element.tagName} ${element.getAttribute("class") ?? ""} ends at ${Math.round(box.right)}`);
        break;
      }
    }
  }
  const channels = (color) => {
    const parts = color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { rgb, alpha } = channels(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return rgb;
    }
    return [255, 255, 255];
  };
  let lowest = 99;
  let texts = 0;
  const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("title, style, script")) continue;
    const style = getComputedStyle(element);
    if (style.visibility === "hidden" || element.getClientRects().length === 0) continue;
    texts += 1;
    const inSvg = element.namespaceURI?.endsWith("svg");
    const page = document.querySelector("svg .page");
    const paper = inSvg && page ? channels(getComputedStyle(page).fill).rgb : background(element);
    const found = contrast(channels(inSvg ? style.fill : style.color).rgb, paper);
    lowest = Math.min(lowest, found);
    if (found < minContrast) {
      wrong.push(`contrast ${found.toFixed(2)} of ${JSON.stringify(node.data.trim().slice(0, 40))}`);
    }
    const size = parseFloat(style.fontSize);
    if (size < 11) wrong.push(`text of ${size} px: ${JSON.stringify(node.data.trim().slice(0, 40))}`);
  }
  if (texts < 10) wrong.push(`only ${texts} texts: nothing was tested`);
  if (document.querySelector("script, img, link, iframe, object")) wrong.push("something would be loaded or run");
  return { wrong: [...new Set(wrong)], texts, lowest };
}

const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"],
});
let failed = 0;
for (const file of files) {
  const name = basename(file);
  const url = pathToFileURL(file).href;
  for (const [width, height] of SIZES) {
    for (const scheme of ["light", "dark"]) {
      // A picture has one width.
      if (name.endsWith(".svg") && width < 900) continue;
      const page = await browser.newPage();
      const requests = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.setJavaScriptEnabled(true);
      await page.setViewport({ width, height, deviceScaleFactor: 1 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.goto(url, { waitUntil: "load" });
      const shot = (suffix, fullPage) =>
        page.screenshot({ path: join(out, `${name}-${width}-${scheme}${suffix}.png`), fullPage });
      await shot("", true);
      await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
      const { wrong, texts, lowest } = await page.evaluate(faults, MIN_CONTRAST);
      const others = requests.filter((it) => it !== url && !it.startsWith("data:"));
      if (others.length) wrong.push(`it asks for ${others.join(", ")}`);
      const title = `${name} at ${width} px, ${scheme}`;
      if (wrong.length) {
        failed += 1;
        console.log(`FAIL ${title}:\n  ${wrong.slice(0, 12).join("\n  ")}`);
      } else {
        console.log(`PASS ${title}: ${texts} texts, contrast at least ${lowest.toFixed(1)}, nothing overflows`);
      }
      await page.close();
    }
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
