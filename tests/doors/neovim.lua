-- Runs inside Neovim, with a Dockerfile of the project open: what a user does there, and what comes of it.
local passed, version = 0, vim.version()
local name = ("Neovim %d.%d"):format(version.major, version.minor)
local is_new = vim.lsp.inlay_hint ~= nil

local function say(text) io.stdout:write(text .. "\n") end

local function fail(what, found)
  say(("FAIL %s: %s: %s"):format(name, what, vim.inspect(found)))
  vim.cmd("cquit 1")
end

--- Waits until `look` gives something true, and counts it; `look` also returns what it saw.
local function check(what, look)
  local seen
  local is_there = vim.wait(20000, function()
    local found, other = look()
    seen = other
    return found
  end, 20)
  if not is_there then fail(what, seen) end
  passed = passed + 1
  say(("PASS %s: %s"):format(name, what))
end

local function lines() return vim.api.nvim_buf_get_lines(0, 0, -1, false) end

--- Puts the cursor on the first place where a text stands.
local function go(text)
  vim.fn.cursor(1, 1)
  if vim.fn.search("\\V" .. text, "cW") == 0 then fail("there is no " .. text, lines()) end
end

local function has_line(text)
  return function() return vim.tbl_contains(lines(), text), lines() end
end

--- Our servers of the buffer.
local function clients()
  local all = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = 0 }) or vim.lsp.buf_get_clients(0)
  return vim.tbl_filter(function(client) return client.name == "dockwright" end, vim.tbl_values(all))
end

local function ask(method, params)
  params.textDocument = { uri = vim.uri_from_bufnr(0) }
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 5000) or {}) do return answer.result end
end

local function here()
  return { line = vim.fn.line(".") - 1, character = vim.fn.col(".") - 1 }
end

local function codes()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    -- Before 0.8 the code is only in what the server sent.
    local code = diagnostic.code or vim.tbl_get(diagnostic, "user_data", "lsp", "code")
    found[code or "?"] = diagnostic
  end
  return found
end

--- What stands in the window that floats, if there is one.
local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n")
    end
  end
end

local function close_floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then vim.api.nvim_win_close(window, true) end
  end
end

--- Asks for a hover until it has these parts: the history is read aside.
local function check_hover(what, ...)
  local wanted = { ... }
  check(what, function()
    -- With one open, the same request would go into it.
    close_floating()
    vim.lsp.buf.hover()
    vim.wait(1000, function() return floating() ~= nil end, 20)
    local text = floating() or "no window"
    for _, part in ipairs(wanted) do
      if not text:find(part, 1, true) then return false, text end
    end
    return true
  end)
  close_floating()
end

local function dockerfile()
  check("the server is attached", function() return #clients() == 1, #clients() end)
  check("diagnostics appear", function()
    local found = codes()
    return found["slash-slash-comment"] and found["manifest-before-source"], vim.tbl_keys(found)
  end)
  check("a diagnostic stands on its text", function()
    local found = codes()["slash-slash-comment"]
    return found.lnum == 11 and found.col == 0 and found.severity == vim.diagnostic.severity.ERROR, found
  end)
  go("COPY . .")
  check_hover("hover tells the verdict of the step", "src/app.js")
  go("build /app/dist")
  vim.lsp.buf.definition()
  check("definition leads to the stage", function() return vim.fn.line(".") == 6, vim.fn.getcurpos() end)
end

local function fixes()
  -- The menu is the only thing that a person does here.
  local titles = {}
  vim.ui.select = function(items, options, choose)
    titles = vim.tbl_map(options.format_item, items)
    for index, title in ipairs(titles) do
      if title:find("Begin the comment with #", 1, true) then return choose(items[index], index) end
    end
  end
  go("// the image")
  vim.lsp.buf.code_action()
  check("a code action mends the comment", function()
    return vim.tbl_contains(lines(), "# the image that runs"), { titles, lines() }
  end)
  check("its diagnostic goes away", function()
    local found = codes()
    return not found["slash-slash-comment"], vim.tbl_keys(found)
  end)
end

--- Of a file that can be built again.
local function history()
  vim.cmd("silent write")
  check_hover("hover tells the commits on which the step runs", "of the last 5 commits")
  check("the report is written where the server says, under the name that the extension expects", function()
    local about = { { uri = vim.uri_from_bufnr(0) } }
    local answer = ask("workspace/executeCommand", { command = "dockwright.openReport", arguments = about })
    local is_named = answer and vim.endswith(answer.uri, ".history.html")
    return is_named and vim.fn.filereadable(answer.path) == 1, answer
  end)
  if not is_new then return end
  check("inlay hints show", function()
    local hints = vim.lsp.inlay_hint.get({ bufnr = 0 })
    local labels = vim.tbl_map(function(it) return it.inlay_hint.label end, hints)
    return table.concat(labels):find("re-runs on", 1, true), labels
  end)
  check("lenses show", function()
    vim.lsp.codelens.refresh({ bufnr = 0 })
    vim.wait(200)
    local titles = vim.tbl_map(function(it) return it.command.title end, vim.lsp.codelens.get(0))
    return table.concat(titles):find("Next build:", 1, true), titles
  end)
end

local function edits()
  go("build /app/dist")
  vim.lsp.buf.rename("compile")
  check("rename renames the stage", has_line("FROM base AS compile"))
  check("rename renames its uses", has_line("COPY --from=compile /app/dist /app/dist"))
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 5000 })
  else
    vim.lsp.buf.formatting_sync({}, 5000)
  end
  check("format formats", has_line("COPY server.js ./"))
  vim.fn.append("$", "EXP")
  vim.fn.cursor(vim.fn.line("$"), 4)
  check("completion knows instructions", function()
    local answer = ask("textDocument/completion", { position = { line = here().line, character = 3 } }) or {}
    local labels = vim.tbl_map(function(it) return it.label end, answer.items or answer)
    return vim.tbl_contains(labels, "EXPOSE"), labels
  end)
end

local function ignore_files()
  vim.cmd("edit! .dockerignore")
  check(".dockerignore has the same server", function() return #clients() == 1, vim.bo.filetype end)
  go("*.log")
  check_hover("hover tells what a pattern hits", "debug.log")
  vim.cmd("edit! .gitignore")
  check(".gitignore has none", function() return #clients() == 0, vim.bo.filetype end)
  for _, file in ipairs({ "Containerfile", "Containerfile.dev", "a.containerfile", "a.dockerfile", "Dockerfile.dev" }) do
    vim.cmd("edit! " .. file)
    if #clients() ~= 1 then fail(file .. " has no server", vim.bo.filetype) end
  end
  for _, file in ipairs({ "Dockerfile.dockerignore", "Containerfile.dockerignore" }) do
    vim.cmd("edit! " .. file)
    if vim.bo.filetype ~= "dockerignore" then fail(file .. " is no ignore file", vim.bo.filetype) end
  end
  check("files are known by their names", function() return #clients() == 1, vim.bo.filetype end)
end

local function stops()
  local client = clients()[1]
  vim.lsp.stop_client(client.id)
  check("the server stops when told", function() return client.is_stopped(client) end)
end

-- An error in a script ends with 1, not with an open editor.
local is_good, problem = pcall(function()
  dockerfile()
  fixes()
  go("COPY . .")
  history()
  edits()
  ignore_files()
  stops()
end)
if not is_good then fail("the script", problem) end
vim.cmd("qall!")
