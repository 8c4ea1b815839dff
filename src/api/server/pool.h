#pragma once

#include <type_traits>

#define BOOST_ASIO_NO_DEPRECATED
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace harrier::api {

/// Runs `work` on the pool; the coroutine goes on, on its own thread, with what it gave.
template <typename Work>
boost::asio::awaitable<std::invoke_result_t<Work>> RunOn(boost::asio::thread_pool& pool, Work work) {
  namespace asio = boost::asio;
  using Value = std::invoke_result_t<Work>;
  const auto start = [&pool](auto handler, Work job) {
    auto guard = asio::make_work_guard(asio::get_associated_executor(handler));
    asio::post(pool,
               [job = std::move(job), handler = std::move(handler), guard = std::move(guard)]() mutable {
                 Value value = job();
                 const auto executor = guard.get_executor();
                 asio::post(executor, [handler = std::move(handler), value = std::move(value)]() mutable {
                   std::move(handler)(std::move(value));
                 });
               });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Value)>(
      start, asio::use_awaitable, std::move(work));
}

}  // namespace harrier::api
