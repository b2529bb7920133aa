"""Who does the points of a sweep: this thread, processes, a Dask cluster; one interface."""

from optimizer.study.sweep.executors.executor import Chunk, Engine, Executor, Make, Serial

__all__ = ["Chunk", "Engine", "Executor", "Make", "Serial"]
