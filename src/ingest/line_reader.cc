#include "ingest/line_reader.h"

namespace harrier::ingest {

Result<std::optional<std::string_view>> LineReader::Next() {
  cut_ = false;
  size_t searched = begin_;
  while (true) {
    const void* found =
        end_ > searched ? std::memchr(buffer_.data() + searched, '\n', end_ - searched) : nullptr;
    if (found != nullptr || (finished_ && end_ > begin_)) {
      const size_t stop =
          found == nullptr ? end_ : static_cast<size_t>(static_cast<const char*>(found) - buffer_.data());
      std::string_view line(buffer_.data() + begin_, stop - begin_);
      begin_ = found == nullptr ? end_ : stop + 1;
      if (line.ends_with('\r')) line.remove_suffix(1);
      ++line_;
      return line;
    }
    if (finished_) return std::nullopt;
    searched = end_;
    if (end_ - begin_ > kLongest) {
      cut_ = true;
      searched = end_ = begin_ + kLongest;
    }
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      searched -= begin_;
      end_ -= begin_;
      begin_ = 0;
    }
    if (buffer_.size() < end_ + kPadding + 512 * 1024) {
      buffer_.resize(std::max<size_t>(2 * buffer_.size(), 1024 * 1024) + kPadding);
    }
    TRY(const size_t n, source_.Read(buffer_.data() + end_, buffer_.size() - kPadding - end_));
    end_ += n;
    finished_ = n == 0;
  }
}

}  // namespace harrier::ingest
