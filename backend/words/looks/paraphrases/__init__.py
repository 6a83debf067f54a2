"""Ways of telling how somebody looks, read as others that the tables have: one file for hair, clothes, prints, …"""
