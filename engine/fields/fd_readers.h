// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_FD_READERS_H_
#define FALCO_RUN_ENGINE_FIELDS_FD_READERS_H_

#include "engine/fields/catalogue.h"

// Readers of fd.*.
namespace falco_run::engine {

// Which end of a connection; variants of address, port and protocol fields.
enum EndVariant : int8_t { kClient, kServer, kLocal, kRemote, kEitherEnd };

enum FdNumberVariant : int8_t { kDevice, kDeviceMajor, kDeviceMinor, kInode };

Value ReadFdNum(EventContext& ctx, const FieldUse& use);
Value ReadFdType(EventContext& ctx, const FieldUse& use);
Value ReadFdTypeChar(EventContext& ctx, const FieldUse& use);
Value ReadFdName(EventContext& ctx, const FieldUse& use);
Value ReadFdNameRaw(EventContext& ctx, const FieldUse& use);
Value ReadFdDirectory(EventContext& ctx, const FieldUse& use);
Value ReadFdFilename(EventContext& ctx, const FieldUse& use);
Value ReadFdContainerName(EventContext& ctx, const FieldUse& use);  // variant 1: directory
Value ReadFdUid(EventContext& ctx, const FieldUse& use);
Value ReadFdIp(EventContext& ctx, const FieldUse& use);
Value ReadFdHostName(EventContext& ctx, const FieldUse& use);
Value ReadFdPort(EventContext& ctx, const FieldUse& use);
Value ReadFdService(EventContext& ctx, const FieldUse& use);
Value ReadFdL4Proto(EventContext& ctx, const FieldUse& use);
Value ReadFdSockFamily(EventContext& ctx, const FieldUse& use);
Value ReadFdIsServer(EventContext& ctx, const FieldUse& use);
Value ReadFdConnected(EventContext& ctx, const FieldUse& use);
Value ReadFdNameChanged(EventContext& ctx, const FieldUse& use);
Value ReadFdNumber(EventContext& ctx, const FieldUse& use);
Value ReadFdTypes(EventContext& ctx, const FieldUse& use);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_FD_READERS_H_
