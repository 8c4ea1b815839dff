#pragma once

#include "plan/node.h"

namespace harrier::query {

/// Whether a plan compares a time of a table with a constant: it chooses its rows by time itself. A
/// comparison of two times of one row, or bin(), is no such choice.
bool ChoosesByTime(const plan::Node& root);

}  // namespace harrier::query
