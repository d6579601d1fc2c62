// The server and its life, and the item of the status bar that shows it.
import type { Disposable, LogOutputChannel, TextDocument } from "vscode";
import { StatusBarAlignment, commands, languages, window, workspace } from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";
import { find, places } from "./binary";
import type { Answers } from "./answers";

/** The files that the server looks at. */
export const FILES = [
  { scheme: "file", language: "dockerfile" },
  { scheme: "untitled", language: "dockerfile" },
  { scheme: "file", pattern: "**/{.dockerignore,*.dockerignore,.containerignore,*.containerignore}" },
];

export class Server implements Disposable {
  private client: LanguageClient | undefined;
  private readonly status = window.createStatusBarItem("dockwright", StatusBarAlignment.Right);
  private readonly followsEditor = window.onDidChangeActiveTextEditor((editor) => this.show(editor?.document));

  constructor(
    private readonly extension: string,
    private readonly output: LogOutputChannel,
    private readonly answers: Answers,
  ) {
    this.status.name = "Dockwright";
    this.status.command = "dockwright.showOutput";
    this.show(window.activeTextEditor?.document);
  }

  /** Starts the server; when that fails, the user is told why and what to do. */
  async start(): Promise<void> {
    this.tell("$(loading~spin)", "Dockwright starts");
    try {
      const setting = workspace.getConfiguration("dockwright").get("path", "");
      const binary = await find(places(setting, this.extension));
      this.output.info(`${binary.path}, version ${binary.version}`);
      const run = { command: binary.path, args: ["lsp"] };
      this.client = new LanguageClient("dockwright", "Dockwright", run, {
        documentSelector: FILES,
        outputChannel: this.output,
        middleware: this.answers,
      });
      this.client.onDidChangeState(({ newState }) => this.changed(newState, binary.version));
      await this.client.start();
    } catch (error) {
      this.tell("$(error)", "Dockwright does not run");
      this.output.error(String(error));
      // Nobody waits for what the user does about it.
      void this.complain(error instanceof Error ? error.message : String(error));
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose();
  }

  /** Stops and starts it, with whatever binary the settings now lead to. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  dispose(): void {
    this.followsEditor.dispose();
    this.status.dispose();
  }

  private changed(state: State, version: string): void {
    if (state === State.Running) this.tell("$(layers)", `Dockwright ${version}`);
    if (state === State.Stopped) this.tell("$(error)", "Dockwright has stopped");
  }

  private tell(icon: string, tooltip: string): void {
    this.status.text = `${icon} Dockwright`;
    this.status.tooltip = tooltip;
  }

  /** Shows the item beside files that it is about. */
  private show(document: TextDocument | undefined): void {
    if (document && languages.match(FILES, document) > 0) this.status.show();
    else this.status.hide();
  }

  private async complain(reason: string): Promise<void> {
    const [settings, output] = ["Choose the Binary", "Show the Output"];
    const what = `Dockwright does not run. ${reason}\nInstall dockwright so that it is on PATH, or set dockwright.path.`;
    const chosen = await window.showErrorMessage(what, settings, output);
    if (chosen === output) this.output.show();
    if (chosen === settings) await commands.executeCommand("workbench.action.openSettings", "dockwright.path");
  }
}
