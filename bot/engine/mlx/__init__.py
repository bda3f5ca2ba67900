"""The MLX implementation of the engine: the only place that imports mlx and mlx_lm."""
