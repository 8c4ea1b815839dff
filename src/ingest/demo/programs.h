#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace harrier::ingest::demo {

/// A program file: what process and file events tell of it.
struct Image {
  std::string file;    // as on disk
  std::string folder;  // without a closing backslash; {user} stands for the profile's name
  std::string company, product, description, original, version;
  int64_t size = 0;
  std::string sha1, sha256, md5;

  std::string Path() const { return folder + "\\" + file; }
};

/// The programs known to the company, by short name ("powershell", "winword").
class Programs {
 public:
  Programs();
  const Image& Get(std::string_view name) const;
  /// A program of nobody's catalogue: a tool brought in, or a copy under another name.
  static Image Custom(std::string_view file, std::string_view folder, std::string_view company,
                      std::string_view product, std::string_view original, std::string_view version);

 private:
  std::map<std::string, Image, std::less<>> images_;
};

/// The image as it lies in one user's profile.
Image InProfile(const Image& image, std::string_view user);

}  // namespace harrier::ingest::demo
