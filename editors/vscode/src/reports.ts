// The heatmap of the last commits in a panel.
import { type Disposable, Uri, ViewColumn, type WebviewPanel, window, workspace } from "vscode";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export class Reports implements Disposable {
  private panel: WebviewPanel | undefined;

  /** Shows a page that the server wrote; a newer one takes its place. */
  async open(uri: string): Promise<void> {
    const page = new TextDecoder().decode(await workspace.fs.readFile(Uri.parse(uri)));
    this.panel ??= this.create();
    this.panel.webview.html = confined(page);
    this.panel.reveal();
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private create(): WebviewPanel {
    const options = { enableScripts: false, enableFindWidget: true, localResourceRoots: [] };
    const panel = window.createWebviewPanel("dockwright.report", "Dockwright: Last Commits", ViewColumn.Beside, options);
    panel.onDidDispose(() => (this.panel = undefined));
    return panel;
  }
}

/** The page, which may run nothing and load nothing, whatever names of files it holds. */
export function confined(page: string): string {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  const head = /<meta charset="?utf-8"?>|<head>/i.exec(page);
  if (!head) return meta + page;
  const end = head.index + head[0].length;
  return page.slice(0, end) + meta + page.slice(end);
}
