-- Neovim 0.11 and newer: ~/.config/nvim/plugin/dockwright.lua
vim.filetype.add({
  extension = { containerfile = "dockerfile" },
  filename = { [".dockerignore"] = "dockerignore", [".containerignore"] = "dockerignore" },
  pattern = {
    ["Containerfile%..*"] = "dockerfile",
    [".*%.dockerignore"] = { "dockerignore", { priority = 10 } },
    [".*%.containerignore"] = { "dockerignore", { priority = 10 } },
  },
})

vim.lsp.config("dockwright", {
  cmd = { "dockwright", "lsp" },
  filetypes = { "dockerfile", "dockerignore" },
  root_markers = { ".git", "dockwright.toml" },
  settings = { dockwright = { history = { commits = 200 }, inlayHints = { threshold = 10 } } },
})
vim.lsp.enable("dockwright")

vim.api.nvim_create_autocmd("LspAttach", {
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if not client or client.name ~= "dockwright" then return end
    vim.lsp.inlay_hint.enable(true, { bufnr = event.buf })
    vim.api.nvim_create_autocmd({ "BufEnter", "CursorHold", "InsertLeave" }, {
      buffer = event.buf,
      callback = function() vim.lsp.codelens.refresh({ bufnr = event.buf }) end,
    })
  end,
})
