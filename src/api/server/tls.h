#pragma once

#include <memory>
#include <string>

#define BOOST_ASIO_NO_DEPRECATED
#include <boost/asio/ssl/context.hpp>

#include "base/error.h"

namespace harrier::api {

/// TLS 1.2 and later with a certificate (followed by those above it) and its key, as PEM.
Result<std::shared_ptr<boost::asio::ssl::context>> MakeTlsContext(const std::string& certificate,
                                                                  const std::string& key);

}  // namespace harrier::api
