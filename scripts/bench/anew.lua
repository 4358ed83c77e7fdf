-- Each request asks for the same page at an address of its own, in whichever thread and run, so that it is drawn anew.
local threads = 0

function setup(thread)
   thread:set("own", threads)
   threads = threads + 1
end

local begun, turn = os.time(), 0

function request()
   turn = turn + 1
   return wrk.format(nil, wrk.path .. "?anew=" .. begun .. "-" .. own .. "-" .. turn)
end
