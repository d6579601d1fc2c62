// Why a step runs, as a document beside the file that cannot be edited.
import { type Disposable, EventEmitter, Uri, ViewColumn, window, workspace, type TextDocumentContentProvider } from "vscode";

const SCHEME = "dockwright-explain";

export class Explanations implements TextDocumentContentProvider, Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  private readonly registered = workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** Shows what the server says of a line, which counts from 0. */
  async open(file: string, line: number, text: string): Promise<void> {
    const name = file.slice(file.lastIndexOf("/") + 1);
    const uri = Uri.parse(`${SCHEME}:${name}, line ${line + 1}`).with({ query: file });
    this.texts.set(uri.toString(), text);
    // It may be open from an earlier time.
    this.changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true });
  }

  dispose(): void {
    this.registered.dispose();
    this.changed.dispose();
  }
}
