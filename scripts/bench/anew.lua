-- Each request asks for the same page at an address of its own, so that it is drawn anew.
local turn = 0

function request()
   turn = turn + 1
   return wrk.format(nil, wrk.path .. "?anew=" .. turn)
end
