#include "hunting/queries/window.h"

namespace harrier::hunting {

query::Request RequestOver(const HuntingWindow& window, std::string text, bool has_own_time, int64_t now) {
  query::Request request;
  request.text = std::move(text);
  request.now = window.to;
  const std::pair<int64_t, int64_t> ends{window.from(), window.to};
  if (!has_own_time) {
    request.timespan = ends;
    return request;
  }
  request.tokens = ends;
  if (window.to < now) request.timespan = {0, window.to};
  return request;
}

}  // namespace harrier::hunting
