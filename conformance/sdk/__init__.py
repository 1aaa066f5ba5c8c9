"""What the SDKs are asked: one story for the synchronous clients and for those of asyncio."""
