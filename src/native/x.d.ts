export declare const x_native = 1
