// Functions of libuv for sockets, pipes, datagrams and terminals that uv_streams.c leaves out.

#define NAPI_VERSION 8
#define _GNU_SOURCE
#include "uv_scenario.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void give_memory(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer) {
  // Room for two datagrams of the largest size, which recvmmsg asks for.
  static char memory[2 * 65536];
  *buffer = uv_buf_init(memory, sizeof memory);
}

static const char* name_of(int result) { return result < 0 ? uv_err_name(result) : "ok"; }

static struct sockaddr_in localhost(int port) {
  struct sockaddr_in address;
  UV(uv_ip4_addr("127.0.0.1", port, &address));
  return address;
}

// -- TCP: both ends of a connection, options, a reset.

typedef struct {
  uv_tcp_t *server, *client, *accepted;
} Connection;

static Connection connection;

// Both ends are there, in whichever order they came.
static void reset_when_complete(Scenario* scenario) {
  if (++scenario->count == 2) UV(uv_tcp_close_reset(connection.client, on_closed));
}

static void on_reset(uv_stream_t* stream, ssize_t length, const uv_buf_t* buffer) {
  Scenario* scenario = stream->data;
  if (length == 0) return;
  say(scenario, "read %s", uv_err_name((int)length));
  UV(uv_read_stop(stream));
  close_handle(stream);
  close_handle(connection.server);
}

static void on_connected(uv_connect_t* request, int status) {
  Scenario* scenario = request->handle->data;
  uv_tcp_t* tcp = connection.client;
  struct sockaddr_in peer, own;
  int length = sizeof peer, own_length = sizeof own, value = 0;
  free(request);
  UV(uv_tcp_getpeername(tcp, (struct sockaddr*)&peer, &length));
  UV(uv_tcp_getsockname(connection.server, (struct sockaddr*)&own, &own_length));
  say(scenario, "connected %d, peer is the server %d", status, peer.sin_port == own.sin_port);
  say(scenario, "keepalive %s, %s, %s", name_of(uv_tcp_keepalive(tcp, 1, 60)), name_of(uv_tcp_keepalive_ex(tcp, 1, 60, 1, 10)),
      name_of(uv_tcp_keepalive(tcp, 0, 0)));
  say(scenario, "simultaneous accepts %s, blocking %s, %s", name_of(uv_tcp_simultaneous_accepts(connection.server, 1)),
      name_of(uv_stream_set_blocking((uv_stream_t*)tcp, 1)), name_of(uv_stream_set_blocking((uv_stream_t*)tcp, 0)));
  UV(uv_send_buffer_size((uv_handle_t*)tcp, &value));
  say(scenario, "send buffer %d", value > 0);
  value = 0;
  UV(uv_recv_buffer_size((uv_handle_t*)tcp, &value));
  say(scenario, "receive buffer %d", value > 0);
  say(scenario, "queued %d", (int)uv_stream_get_write_queue_size((uv_stream_t*)tcp));
  reset_when_complete(scenario);
}

static void on_connection(uv_stream_t* server, int status) {
  Scenario* scenario = server->data;
  HANDLE(scenario, uv_tcp_t, accepted);
  connection.accepted = accepted;
  UV(uv_tcp_init_ex(scenario->loop, accepted, AF_UNSPEC));
  UV(uv_accept(server, (uv_stream_t*)accepted));
  UV(uv_read_start((uv_stream_t*)accepted, give_memory, on_reset));
  reset_when_complete(scenario);
}

static napi_value tcp(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_tcp_t, server);
  HANDLE(scenario, uv_tcp_t, client);
  connection = (Connection){server, client, NULL};
  struct sockaddr_in address = localhost(0);
  int length = sizeof address;
  UV(uv_tcp_init_ex(scenario->loop, server, AF_INET));
  UV(uv_tcp_bind(server, (struct sockaddr*)&address, 0));
  UV(uv_listen((uv_stream_t*)server, 1, on_connection));
  UV(uv_tcp_getsockname(server, (struct sockaddr*)&address, &length));
  // A socket that was made elsewhere.
  UV(uv_tcp_init(scenario->loop, client));
  UV(uv_tcp_open(client, socket(AF_INET, SOCK_STREAM, 0)));
  UV(uv_tcp_connect(calloc(1, sizeof(uv_connect_t)), client, (struct sockaddr*)&address, on_connected));
  return NULL;
}

// -- Pipes: names, and handles that travel.

static uv_pipe_t* receiving;
static int sent_pair[2];

static void on_travelled(uv_stream_t* stream, ssize_t length, const uv_buf_t* buffer) {
  Scenario* scenario = stream->data;
  uv_pipe_t* pipe = (uv_pipe_t*)stream;
  if (length <= 0) return;
  while (uv_pipe_pending_count(pipe) > 0) {
    uv_handle_type type = uv_pipe_pending_type(pipe);
    HANDLE(scenario, uv_pipe_t, arrived);
    UV(uv_pipe_init(scenario->loop, arrived, 0));
    UV(uv_accept(stream, (uv_stream_t*)arrived));
    say(scenario, "arrived %s with %.*s", uv_handle_type_name(type), (int)length, buffer->base);
    close_handle(arrived);
    scenario->count++;
  }
  if (scenario->count == 2) {
    UV(uv_read_stop(stream));
    close_handle(stream);
  }
}

static void on_written(uv_write_t* request, int status) {
  Scenario* scenario = request->handle->data;
  say(scenario, "written %d", status);
  close_handle(request->data);
  close_handle(request->handle);
  free(request);
}

static napi_value travelling(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_os_sock_t ends[2];
  UV(uv_socketpair(SOCK_STREAM, 0, ends, UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE));
  UV(uv_pipe(sent_pair, 0, 0));
  HANDLE(scenario, uv_pipe_t, sender);
  HANDLE(scenario, uv_pipe_t, receiver);
  HANDLE(scenario, uv_pipe_t, sent);
  receiving = receiver;
  UV(uv_pipe_init(scenario->loop, sender, 1));
  UV(uv_pipe_init(scenario->loop, receiver, 1));
  UV(uv_pipe_init(scenario->loop, sent, 0));
  UV(uv_pipe_open(sender, ends[0]));
  UV(uv_pipe_open(receiver, ends[1]));
  UV(uv_pipe_open(sent, sent_pair[0]));
  close(sent_pair[1]);
  UV(uv_read_start((uv_stream_t*)receiver, give_memory, on_travelled));
  static uv_buf_t one = {.base = "a", .len = 1};
  say(scenario, "tried %d", uv_try_write2((uv_stream_t*)sender, &one, 1, (uv_stream_t*)sent));
  uv_write_t* request = calloc(1, sizeof *request);
  request->data = sent;
  UV(uv_write2(request, (uv_stream_t*)sender, &one, 1, (uv_stream_t*)sent, on_written));
  return NULL;
}

static char pipe_name[64];
static uv_pipe_t* pipe_server;

static void on_pipe_connected(uv_connect_t* request, int status) {
  uv_pipe_t* pipe = (uv_pipe_t*)request->handle;
  Scenario* scenario = pipe->data;
  char name[128];
  size_t length = sizeof name;
  UV(uv_pipe_getpeername(pipe, name, &length));
  say(scenario, "connected %d to %d", status, strncmp(name, pipe_name, length) == 0);
  length = sizeof name;
  UV(uv_pipe_getsockname(pipe, name, &length));
  say(scenario, "own name of %d characters", (int)length);
  free(request);
  close_handle(pipe);
}

static void on_pipe_connection(uv_stream_t* server, int status) {
  Scenario* scenario = server->data;
  HANDLE(scenario, uv_pipe_t, accepted);
  UV(uv_pipe_init(scenario->loop, accepted, 0));
  UV(uv_accept(server, (uv_stream_t*)accepted));
  close_handle(accepted);
  close_handle(server);
}

static napi_value named(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_pipe_t, server);
  HANDLE(scenario, uv_pipe_t, client);
  pipe_server = server;
  snprintf(pipe_name, sizeof pipe_name, "/tmp/uv-pipe-%d", (int)uv_os_getpid());
  UV(uv_pipe_init(scenario->loop, server, 0));
  UV(uv_pipe_init(scenario->loop, client, 0));
  uv_pipe_pending_instances(server, 4);
  UV(uv_pipe_bind2(server, pipe_name, strlen(pipe_name), UV_PIPE_NO_TRUNCATE));
  UV(uv_pipe_chmod(server, UV_READABLE | UV_WRITABLE));
  UV(uv_listen((uv_stream_t*)server, 1, on_pipe_connection));
  UV(uv_pipe_connect2(calloc(1, sizeof(uv_connect_t)), client, pipe_name, strlen(pipe_name), 0, on_pipe_connected));
  return NULL;
}

// -- Datagrams

static uv_udp_t *udp_sender, *udp_receiver;

static void on_datagram(uv_udp_t* handle, ssize_t length, const uv_buf_t* buffer, const struct sockaddr* from, unsigned flags) {
  Scenario* scenario = handle->data;
  if (from == NULL) return;
  say(scenario, "received %.*s", (int)length, buffer->base);
  if (++scenario->count < 3) return;
  UV(uv_udp_recv_stop(handle));
  close_handle(udp_receiver);
  close_handle(udp_sender);
}

static napi_value datagrams(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_udp_t, receiver);
  HANDLE(scenario, uv_udp_t, sender);
  udp_sender = sender;
  udp_receiver = receiver;
  struct sockaddr_in address = localhost(0), peer;
  int length = sizeof address;
  UV(uv_udp_init_ex(scenario->loop, receiver, AF_INET | UV_UDP_RECVMMSG));
  UV(uv_udp_bind(receiver, (struct sockaddr*)&address, 0));
  UV(uv_udp_getsockname(receiver, (struct sockaddr*)&address, &length));
  UV(uv_udp_recv_start(receiver, give_memory, on_datagram));
  UV(uv_udp_init(scenario->loop, sender));
  UV(uv_udp_open(sender, socket(AF_INET, SOCK_DGRAM, 0)));
  say(scenario, "many at once %d, %d", uv_udp_using_recvmmsg(receiver), uv_udp_using_recvmmsg(sender));
  say(scenario, "no peer %s", name_of(uv_udp_getpeername(sender, (struct sockaddr*)&peer, &length)));
  say(scenario, "broadcast %s, ttl %s, %s", name_of(uv_udp_set_broadcast(sender, 1)), name_of(uv_udp_set_ttl(sender, 64)), name_of(uv_udp_set_ttl(sender, 0)));
  say(scenario, "multicast: loop %s, ttl %s, interface %s", name_of(uv_udp_set_multicast_loop(sender, 1)),
      name_of(uv_udp_set_multicast_ttl(sender, 1)), name_of(uv_udp_set_multicast_interface(sender, "127.0.0.1")));
  say(scenario, "joined %s", name_of(uv_udp_set_membership(sender, "239.1.2.3", "127.0.0.1", UV_JOIN_GROUP)));
  say(scenario, "left %s", name_of(uv_udp_set_membership(sender, "239.1.2.3", "127.0.0.1", UV_LEAVE_GROUP)));
  say(scenario, "left again %s", name_of(uv_udp_set_membership(sender, "239.1.2.3", "127.0.0.1", UV_LEAVE_GROUP)));
  say(scenario, "joined a source %s", name_of(uv_udp_set_source_membership(sender, "239.1.2.4", "127.0.0.1", "127.0.0.1", UV_JOIN_GROUP)));
  UV(uv_udp_connect(sender, (struct sockaddr*)&address));
  length = sizeof peer;
  UV(uv_udp_getpeername(sender, (struct sockaddr*)&peer, &length));
  say(scenario, "peer is the receiver %d", peer.sin_port == address.sin_port);
  uv_buf_t one = uv_buf_init("one", 3), two = uv_buf_init("two", 3), three = uv_buf_init("three", 5);
  say(scenario, "sent %d", uv_udp_try_send(sender, &one, 1, NULL));
  uv_buf_t* several[] = {&two, &three};
  unsigned counts[] = {1, 1};
  struct sockaddr* nowhere[] = {NULL, NULL};
  say(scenario, "sent several %d", uv_udp_try_send2(sender, 2, several, counts, nowhere, 0));
  say(scenario, "queued %d, %d", (int)uv_udp_get_send_queue_count(sender), (int)uv_udp_get_send_queue_size(sender));
  return NULL;
}

static napi_value datagrams_reused(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_udp_t, handle);
  UV(uv_udp_init(scenario->loop, handle));
  say(scenario, "open %s", name_of(uv_udp_open_ex(handle, socket(AF_INET, SOCK_DGRAM, 0), UV_UDP_REUSEADDR)));
  say(scenario, "bad flags %s", name_of(uv_udp_open_ex(handle, 0, 1 << 20)));
  close_handle(handle);
  return NULL;
}

// -- Terminals

static napi_value terminal(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  int main_end = posix_openpt(O_RDWR | O_NOCTTY), width = -1, height = -1;
  uv_tty_vtermstate_t state;
  if (main_end < 0 || grantpt(main_end) != 0 || unlockpt(main_end) != 0) abort();
  int end_of_programs = open(ptsname(main_end), O_RDWR | O_NOCTTY);
  HANDLE(scenario, uv_tty_t, handle);
  UV(uv_tty_init(scenario->loop, handle, end_of_programs, 0));
  say(scenario, "guessed %s", uv_handle_type_name(uv_guess_handle(end_of_programs)));
  UV(uv_tty_get_winsize(handle, &width, &height));
  say(scenario, "size %dx%d", width, height);
  say(scenario, "raw %s", name_of(uv_tty_set_mode(handle, UV_TTY_MODE_RAW)));
  say(scenario, "reset %s", name_of(uv_tty_reset_mode()));
  say(scenario, "normal %s", name_of(uv_tty_set_mode(handle, UV_TTY_MODE_NORMAL)));
  uv_tty_set_vterm_state(UV_TTY_SUPPORTED);
  say(scenario, "state %s", name_of(uv_tty_get_vterm_state(&state)));
  close(main_end);
  close_handle(handle);
  return NULL;
}

EXPORT(METHOD(tcp), METHOD(travelling), METHOD(named), METHOD(datagrams), METHOD(datagrams_reused), METHOD(terminal))
