// The page: Monaco with one file of the project, and its language client, which talks to the server over a socket. What
// is done with answers of commands is what the extension for VS Code does.
import * as monaco from "@codingame/monaco-vscode-editor-api";
import { EditorApp } from "monaco-languageclient/editorApp";
import { LanguageClientWrapper } from "monaco-languageclient/lcwrapper";
import { MonacoVscodeApiWrapper } from "monaco-languageclient/vscodeApiWrapper";
import { useWorkerFactory, Worker } from "monaco-languageclient/workerFactory";
import * as vscode from "vscode";
import { Answers } from "../../../editors/vscode/src/answers";
import { Explanations } from "../../../editors/vscode/src/explanations";
import { Reports } from "../../../editors/vscode/src/reports";
import extension from "../../../editors/vscode/package.json";

const { root, text } = await (await fetch("/project")).json();
const uri = vscode.Uri.file(`${root}/Dockerfile`);

/** Shows a document that is not the file, in the pane beside it. */
async function beside(model) {
  const pane = document.getElementById("beside");
  return monaco.editor.create(pane, { model: model.object.textEditorModel, readOnly: true, wordWrap: "on" });
}

const api = new MonacoVscodeApiWrapper({
  $type: "classic",
  viewsConfig: { $type: "EditorService", openEditorFunc: beside },
  monacoWorkerFactory: () =>
    useWorkerFactory({
      workerLoaders: { editorWorkerService: () => new Worker("/worker.js", { type: "module" }) },
    }),
});
await api.start();
for (const language of extension.contributes.languages) monaco.languages.register(language);

const app = new EditorApp({
  codeResources: { modified: { text, uri: uri.toString() } },
  editorOptions: {
    automaticLayout: true,
    fontSize: 15,
    minimap: { enabled: false },
    "semanticHighlighting.enabled": true,
    // As the extension for VS Code has it.
    inlayHints: { enabled: "on", maximumLength: 80 },
  },
});
await app.start(document.getElementById("editor"));

const client = new LanguageClientWrapper({
  languageId: "dockerfile",
  connection: { options: { $type: "WebSocketUrl", url: `ws://${location.host}/` } },
  clientOptions: {
    documentSelector: ["dockerfile"],
    middleware: new Answers(new Explanations(), new Reports()),
    workspaceFolder: { index: 0, name: "project", uri: vscode.Uri.file(root) },
  },
});
await client.start();
window.editor = app.getEditor();
window.leave = () => client.dispose();
window.run = (command) => vscode.commands.executeCommand(command);
window.languageOf = (name) => monaco.editor.createModel("", undefined, vscode.Uri.file(`/names/${name}`)).getLanguageId();
