// Functions of libuv for files that uv_system.c leaves out: each at once and on the pool, and watching for changes.

#define NAPI_VERSION 8
#include "uv_scenario.h"

#include <fcntl.h>
#include <unistd.h>

typedef struct {
  uv_fs_t request;
  Scenario* scenario;
  char folder[256];
  char file[300];
  char other[300];
  uv_file fd;
  uv_dir_t* directory;
  uv_dirent_t entries[8];
  int step;
} Files;

static const char* const names[] = {
    "mkdtemp", "mkstemp", "access", "access of nothing", "chmod", "fchmod", "chown", "fchown", "lchown", "utime", "futime",
    "lutime", "write", "fsync", "fdatasync", "ftruncate", "stat", "link", "symlink", "lstat", "readlink", "realpath", "rename",
    "copyfile", "sendfile", "statfs", "opendir", "readdir", "closedir", "unlink file", "unlink copy", "unlink link", "close", "rmdir"};

static int start(Files* f, uv_fs_cb callback) {
  static char template[300], link[320], copy[320];
  uv_loop_t* loop = f->scenario->loop;
  uv_fs_t* request = &f->request;
  snprintf(link, sizeof link, "%s/link", f->folder);
  snprintf(copy, sizeof copy, "%s/copy", f->folder);
  switch (f->step) {
    case 0: return uv_fs_mkdtemp(loop, request, "/tmp/uv-files-XXXXXX", callback);
    case 1:
      snprintf(template, sizeof template, "%s/f-XXXXXX", f->folder);
      return uv_fs_mkstemp(loop, request, template, callback);
    case 2: return uv_fs_access(loop, request, f->file, R_OK | W_OK, callback);
    case 3: return uv_fs_access(loop, request, link, F_OK, callback);
    case 4: return uv_fs_chmod(loop, request, f->file, 0640, callback);
    case 5: return uv_fs_fchmod(loop, request, f->fd, 0600, callback);
    case 6: return uv_fs_chown(loop, request, f->file, getuid(), getgid(), callback);
    case 7: return uv_fs_fchown(loop, request, f->fd, getuid(), getgid(), callback);
    case 8: return uv_fs_lchown(loop, request, f->file, getuid(), getgid(), callback);
    case 9: return uv_fs_utime(loop, request, f->file, 1000, 2000, callback);
    case 10: return uv_fs_futime(loop, request, f->fd, 1000.5, 2000.5, callback);
    case 11: return uv_fs_lutime(loop, request, f->file, 3000, 4000, callback);
    case 12: {
      static uv_buf_t parts[2] = {{.base = "first ", .len = 6}, {.base = "second", .len = 6}};
      return uv_fs_write(loop, request, f->fd, parts, 2, 0, callback);
    }
    case 13: return uv_fs_fsync(loop, request, f->fd, callback);
    case 14: return uv_fs_fdatasync(loop, request, f->fd, callback);
    case 15: return uv_fs_ftruncate(loop, request, f->fd, 8, callback);
    case 16: return uv_fs_stat(loop, request, f->file, callback);
    case 17: return uv_fs_link(loop, request, f->file, f->other, callback);
    case 18: return uv_fs_symlink(loop, request, f->file, link, 0, callback);
    case 19: return uv_fs_lstat(loop, request, link, callback);
    case 20: return uv_fs_readlink(loop, request, link, callback);
    case 21: return uv_fs_realpath(loop, request, link, callback);
    case 22: return uv_fs_rename(loop, request, f->other, copy, callback);
    case 23: return uv_fs_copyfile(loop, request, f->file, copy, UV_FS_COPYFILE_EXCL, callback);
    case 24: return uv_fs_sendfile(loop, request, f->fd, f->fd, 0, 4, callback);
    case 25: return uv_fs_statfs(loop, request, f->folder, callback);
    case 26: return uv_fs_opendir(loop, request, f->folder, callback);
    case 27:
      f->directory->dirents = f->entries;
      f->directory->nentries = 8;
      return uv_fs_readdir(loop, request, f->directory, callback);
    case 28: return uv_fs_closedir(loop, request, f->directory, callback);
    case 29: return uv_fs_unlink(loop, request, f->file, callback);
    case 30: return uv_fs_unlink(loop, request, copy, callback);
    case 31: return uv_fs_unlink(loop, request, link, callback);
    case 32: return uv_fs_close(loop, request, f->fd, callback);
    default: return uv_fs_rmdir(loop, request, f->folder, callback);
  }
}

// Tells how a step has ended, and keeps what the next ones need.
static void finish(Files* f) {
  uv_fs_t* request = &f->request;
  Scenario* scenario = f->scenario;
  ssize_t result = uv_fs_get_result(request);
  const char* error = result < 0 ? uv_err_name((int)result) : "ok";
  char text[160] = "";
  switch (f->step) {
    case 0: snprintf(f->folder, sizeof f->folder, "%s", uv_fs_get_path(request)); break;
    case 1:
      f->fd = (uv_file)result;
      snprintf(f->file, sizeof f->file, "%s", uv_fs_get_path(request));
      snprintf(f->other, sizeof f->other, "%s/other", f->folder);
      break;
    case 3: snprintf(text, sizeof text, " errno %d", uv_translate_sys_error(uv_fs_get_system_error(request)) == UV_ENOENT); break;
    case 12: snprintf(text, sizeof text, " %d", (int)result); break;
    case 16: {
      uv_stat_t* stat = uv_fs_get_statbuf(request);
      snprintf(text, sizeof text, " size %d mode %o pointer %d", (int)stat->st_size, (unsigned)stat->st_mode & 0777, uv_fs_get_ptr(request) == stat);
      break;
    }
    case 19: snprintf(text, sizeof text, " link %d", (uv_fs_get_statbuf(request)->st_mode & S_IFMT) == S_IFLNK); break;
    case 20:
    case 21: snprintf(text, sizeof text, " same %d", strcmp(uv_fs_get_ptr(request), f->file) == 0); break;
    case 24: snprintf(text, sizeof text, " %d", (int)result); break;
    case 25: snprintf(text, sizeof text, " blocks %d", ((uv_statfs_t*)uv_fs_get_ptr(request))->f_blocks > 0); break;
    case 26: f->directory = uv_fs_get_ptr(request); break;
    case 27: {
      int links = 0;
      for (int i = 0; i < result; i++) links += f->entries[i].type == UV_DIRENT_LINK;
      snprintf(text, sizeof text, " %d entries, %d links", (int)result, links);
      break;
    }
  }
  say(scenario, "%s (type %d): %s%s", names[f->step], (int)uv_fs_get_type(request), error, text);
  uv_fs_req_cleanup(request);
  f->step++;
}

#define STEPS ((int)(sizeof names / sizeof *names))

static napi_value files_at_once(napi_env env, napi_callback_info info) {
  Files* f = calloc(1, sizeof *f);
  f->scenario = begin(env, info);
  while (f->step < STEPS) {
    start(f, NULL);
    finish(f);
  }
  end(f->scenario);
  free(f);
  return NULL;
}

static void on_step(uv_fs_t* request) {
  Files* f = (Files*)request;
  finish(f);
  if (f->step < STEPS) {
    UV(start(f, on_step));
    return;
  }
  end(f->scenario);
  free(f);
}

static napi_value files(napi_env env, napi_callback_info info) {
  Files* f = calloc(1, sizeof *f);
  f->scenario = begin(env, info);
  UV(start(f, on_step));
  return NULL;
}

// -- Watching

static char watched[300];

static void make_watched(Scenario* scenario) {
  uv_fs_t request;
  UV(uv_fs_mkdtemp(scenario->loop, &request, "/tmp/uv-watch-XXXXXX", NULL));
  snprintf(watched, sizeof watched, "%s/file", request.path);
  uv_fs_req_cleanup(&request);
}

static void write_watched(const char* text) {
  int fd = open(watched, O_CREAT | O_WRONLY | O_TRUNC, 0600);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) abort();
  close(fd);
}

static void remove_watched(void) {
  unlink(watched);
  *strrchr(watched, '/') = 0;
  rmdir(watched);
}

static void on_event(uv_fs_event_t* handle, const char* name, int events, int status) {
  Scenario* scenario = handle->data;
  char path[300];
  size_t length = sizeof path;
  UV(uv_fs_event_getpath(handle, path, &length));
  say(scenario, "event %s %d status %d path %d", name, events, status, strncmp(path, watched, length) == 0);
  UV(uv_fs_event_stop(handle));
  say(scenario, "stopped %s", uv_err_name(uv_fs_event_getpath(handle, path, &length)));
  remove_watched();
  close_handle(handle);
}

static napi_value event(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_fs_event_t, handle);
  char folder[300];
  make_watched(scenario);
  snprintf(folder, sizeof folder, "%s", watched);
  *strrchr(folder, '/') = 0;
  UV(uv_fs_event_init(scenario->loop, handle));
  UV(uv_fs_event_start(handle, on_event, folder, 0));
  write_watched("made");
  return NULL;
}

static void on_poll(uv_fs_poll_t* handle, int status, const uv_stat_t* before, const uv_stat_t* after) {
  Scenario* scenario = handle->data;
  char path[300];
  size_t length = sizeof path;
  UV(uv_fs_poll_getpath(handle, path, &length));
  say(scenario, "poll status %d size %d to %d path %d", status, (int)before->st_size, (int)after->st_size, strcmp(path, watched) == 0);
  UV(uv_fs_poll_stop(handle));
  remove_watched();
  close_handle(handle);
}

static void after_first_look(uv_timer_t* timer) {
  write_watched("longer than before");
  close_handle(timer);
}

static napi_value poll(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_fs_poll_t, handle);
  HANDLE(scenario, uv_timer_t, timer);
  make_watched(scenario);
  write_watched("short");
  UV(uv_fs_poll_init(scenario->loop, handle));
  UV(uv_fs_poll_start(handle, on_poll, watched, 20));
  UV(uv_timer_init(scenario->loop, timer));
  UV(uv_timer_start(timer, after_first_look, 100, 0));
  return NULL;
}

EXPORT(METHOD(files_at_once), METHOD(files), METHOD(event), METHOD(poll))
