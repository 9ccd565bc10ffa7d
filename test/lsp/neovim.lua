-- What somebody does in Neovim with a broken boot, by way of Neovim's own commands. Run inside of it; what was seen is
-- written as JSON to the file that $SEEN names.

local seen = {}
local patience = 20000

local function wait(what, is_so)
  if not vim.wait(patience, is_so, 20) then error("waited in vain for " .. what) end
end

local function diagnostics()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { line = one.lnum + 1, code = one.code or one.user_data.lsp.code, message = one.message })
  end
  return found
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"
end

local function first(code)
  for _, one in ipairs(vim.diagnostic.get(0)) do
    if (one.code or one.user_data.lsp.code) == code then return one end
  end
end

-- Of several actions the wanted one.
local wanted
vim.ui.select = function(items, options, choose)
  for _, item in ipairs(items) do
    if options.format_item(item) == wanted then return choose(item) end
  end
end

local function fix(code, title)
  wait(code, function() return first(code) end)
  vim.api.nvim_win_set_cursor(0, { first(code).lnum + 1, first(code).col })
  wanted = title
  vim.lsp.buf.code_action()
  wait("the end of " .. code, function() return not first(code) end)
end

local function run()
  seen.filetype = vim.bo.filetype
  wait("diagnostics", function() return #diagnostics() >= 3 end)
  seen.before = diagnostics()

  fix("bootstrap/parser-needs-digest-list", "Accept an appended signature: appraise_type=imasig|modsig")
  fix("protect/kexec-not-appraised", "Appraise what kexec starts")
  fix("protect/policy-not-appraised", "Demand signed policies")
  wait("a clean file", function() return #diagnostics() == 0 end)
  seen.after = diagnostics()
  seen.fixed = text()

  vim.api.nvim_buf_set_lines(0, 0, 0, false, { "measure   pcr=12   func=BPRM_CHECK" })
  if vim.lsp.buf.format then vim.lsp.buf.format() else vim.lsp.buf.formatting_sync(nil, patience) end
  seen.formatted = text()

  vim.api.nvim_win_set_cursor(0, { 1, ("measure func=BP"):len() })
  vim.lsp.buf.hover()
  local function float()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then return window end
    end
  end
  wait("a hover", float)
  seen.hover = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float()), 0, -1, false), "\n")
  vim.api.nvim_win_close(float(), true)

  vim.api.nvim_buf_set_lines(0, 0, 1, false, { "measure func=KEXEC_" })
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes("A<C-x><C-o>", true, false, true), "n", false)
  vim.fn.timer_start(50, function(timer)
    local words = vim.tbl_map(function(item) return item.word end, vim.fn.complete_info({ "items" }).items)
    if #words == 0 then return end
    vim.fn.timer_stop(timer)
    seen.completed = words
    vim.api.nvim_input("<Esc>:qall!<CR>")
  end, { ["repeat"] = 400 })
end

local function write()
  local file = assert(io.open(vim.env.SEEN, "w"))
  file:write(vim.fn.json_encode(seen))
  file:close()
end
vim.api.nvim_create_autocmd("VimLeavePre", { callback = write })

local is_well, problem = pcall(run)
if not is_well then
  seen.problem = tostring(problem)
  vim.cmd("qall!")
end
