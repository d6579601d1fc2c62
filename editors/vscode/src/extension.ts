// Starts the server with the first Dockerfile, and stops it with the editor. It sends nothing to anybody.
import { type ExtensionContext, commands, window } from "vscode";
import { Answers } from "./answers";
import { Explanations } from "./explanations";
import { Reports } from "./reports";
import { Server } from "./server";

let server: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("Dockwright", { log: true });
  const explanations = new Explanations();
  const reports = new Reports();
  const started = new Server(context.extensionPath, output, new Answers(explanations, reports));
  server = started;
  context.subscriptions.push(
    output,
    explanations,
    reports,
    started,
    commands.registerCommand("dockwright.restart", () => started.restart()),
    commands.registerCommand("dockwright.showOutput", () => output.show()),
  );
  await started.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
