#include "hunting/journal/log_row.h"

namespace harrier::hunting {

std::vector<RowMaker> AllRowMakers() {
  return {
#define HARRIER_ROWS(name) rows::name(),
#include "hunting/journal/all.inc"
#undef HARRIER_ROWS
  };
}

}  // namespace harrier::hunting
