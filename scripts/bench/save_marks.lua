-- Each request saves one mark, going round the cells of the file CELLS: far more than there are clients, so that an
-- edit is answered long before its cell comes again, and knows its version.
local cells, turn, threads = {}, -1, {}
refused = 0

function setup(thread)
   threads[#threads + 1] = thread
end

function init()
   math.randomseed(os.time())
   for line in io.lines(os.getenv("CELLS")) do
      local column, pupil, version, mark = line:match("(%S+) (%S+) (%d+) (%d+)")
      cells[#cells + 1] = { column = column, pupil = pupil, version = tonumber(version), mark = tonumber(mark) }
   end
   wrk.method = "POST"
   wrk.headers["Content-Type"] = "application/json"
   wrk.headers["Accept"] = "application/json"
end

local function new_id()
   return ("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx"):gsub("x", function() return ("%x"):format(math.random(0, 15)) end)
end

local function edit(cell)
   return ('{"person":"%s","edits":[{"id":"%s","column":"%s","pupil":"%s","base":%d,"reason":"bench","entry":{"mark":%d}}]}'):format(
      os.getenv("PERSON"), new_id(), cell.column, cell.pupil, cell.version, cell.mark % 12 + 1)
end

function request()
   local cell = cells[turn % #cells + 1]
   local body = edit(cell)
   -- The first request is a rehearsal that is never sent.
   if turn >= 0 then cell.version, cell.mark = cell.version + 1, cell.mark % 12 + 1 end
   turn = turn + 1
   return wrk.format(nil, nil, nil, body)
end

function response(status, _, body)
   if status ~= 200 or not body:find('"Saved"', 1, true) then refused = refused + 1 end
end

function done(summary)
   local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
   for _, thread in ipairs(threads) do failed = failed + thread:get("refused") end
   print(("failed %d, rate %.0f"):format(failed, summary.requests / summary.duration * 1e6))
end
